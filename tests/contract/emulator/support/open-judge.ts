import { emulatorUnderTest } from './emulator-under-test.ts'
import { judgeOf, type Judge } from './judge.ts'

export async function openJudge(certificates: number): Promise<Judge> {
  return judgeOf(await emulatorUnderTest({ certificates }))
}
