import { describe, expect, it } from 'vitest'
import { runtimeRefusal } from '#lib/db/server/runtime-floor.ts'

describe('the oldest Node', () => {
  it.each(['24.7.0', '24.21.0', '25.0.0', '100.0.0'])('may be %s', (version) => {
    expect(runtimeRefusal(version)).toBeNull()
  })

  it.each(['24.6.9', '24.0.0', '22.18.0', '20.20.2', '9.0.0'])('is refused with a sentence at %s', (version) => {
    expect(runtimeRefusal(version)).toContain(`Node ${version} is too old`)
    expect(runtimeRefusal(version)).toContain('24.7')
  })
})
