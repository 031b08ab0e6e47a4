import { expect, test } from './support/fixtures.ts'

// A page that has been open for a while says how old it is, and nothing of the worker that it cannot know.

test('an overview left open tells the age of its figures, and reads them again when asked', async ({
  operatorPage: page,
}) => {
  await page.clock.install()
  // Time that passes before the browser has taken the page over is not time that it was open: then once more.
  await expect(async () => {
    await page.goto('/')
    await expect(page.getByText(/\d of \d+ read/)).toBeVisible()
    await expect(page.getByText(/^Figures of/)).toHaveCount(0)
    await page.clock.fastForward(180_000)
    await expect(page.getByText('Figures of 3 min ago')).toBeVisible({ timeout: 5000 })
  }).toPass()
  await expect(page.getByText('does not run')).toHaveCount(0)
  await page.clock.resume()
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByText(/^Figures of/)).toHaveCount(0)
})

test.describe('a console that has gone', () => {
  test.use({ expectedErrors: [/Failed to load resource: net::ERR_FAILED \/api\/certificates/] })

  test('is told on the overview, with the age of what it shows', async ({ operatorPage: page }) => {
    await page.goto('/')
    await page.route(/\/api\/certificates/, (route) => route.abort())
    const notice = page.getByRole('status').filter({ hasText: 'The console does not answer. What you see is from' })
    await expect(notice).toBeVisible({ timeout: 40_000 })
    await page.unroute(/\/api\/certificates/)
    await expect(notice).toHaveCount(0, { timeout: 40_000 })
  })
})
