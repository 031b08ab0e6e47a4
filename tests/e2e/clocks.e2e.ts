import { expect, test } from './support/fixtures.ts'
import { revoke } from './support/main-path.ts'

// Nobody sets the clock of the laptop in the night shift. What a page says must not hang on it, and the first thing that
// the browser makes of a page has to be what the server made: otherwise React throws the page away and starts anew,
// which the watch over every context of these tests reports as an error.

for (const [name, minutes] of [
  ['ahead', 12],
  ['behind', -12],
] as const) {
  test(`a browser whose clock is ${name} takes every page over as the server made it`, async ({ stack, pageOf }) => {
    const page = await pageOf('admin')
    const identifier = await stack.issue()
    await revoke(page, identifier)
    const receipt = new URL(page.url()).pathname
    await page.clock.setSystemTime(Date.now() + minutes * 60_000)
    const certificate = `/certificates/${identifier}`
    const lists = ['/', '/certificates', '/certificates?q=nothing-has-this-name', '/operations', '/audit']
    for (const address of [...lists, certificate, receipt, '/authorities', '/settings']) {
      await page.goto(address)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
    }
  })
}
