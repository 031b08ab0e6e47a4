import { expect, it } from 'vitest'
import { installArgs, tasks } from '#lib/setup/tasks.mjs'

it('installs what the build needs, also where NODE_ENV=production would leave it out', () => {
  expect(installArgs).toEqual(['ci', '--include=dev'])
})

it('ties whatever stays up, or would build on, to the process that started it', () => {
  const tethered = Object.entries(tasks).filter(([, task]) => 'tethered' in task && task.tethered)
  expect(tethered.map(([name]) => name)).toEqual(['start', 'dev', 'build', 'emulator'])
})
