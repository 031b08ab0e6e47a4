import { expect, it } from 'vitest'
import { installArgs, tasks } from '#lib/setup/tasks.mjs'

it('installs what the build needs, also where NODE_ENV=production would leave it out', () => {
  expect(installArgs).toEqual(['ci', '--include=dev'])
})

it('ties whatever stays up to the process that started it', () => {
  const staysUp = Object.entries(tasks).filter(([, task]) => 'staysUp' in task && task.staysUp)
  expect(staysUp.map(([name]) => name)).toEqual(['start', 'dev', 'emulator'])
})
