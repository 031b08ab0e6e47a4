import { expectAccessible } from './support/axe.ts'
import { breakRootLayout, withoutTable } from './support/break.ts'
import { expect, test } from './support/fixtures.ts'

// The pages of what went wrong, in a browser and under the content security policy: that nothing but the expected was
// complained about is what the watch over every context proves.

test.use({ expectedErrors: [/status of 404 .* \/nowhere$|status of 500 .* \/settings$|Minified React error #441/] })

const heading = 'This page could not be shown'

test('a page that breaks on the server stays within the frame and can be tried again', async ({ stack, pageOf }) => {
  const page = await pageOf('operator')
  await withoutTable(stack, 'certificates', async () => {
    await page.goto('/certificates')
    await expect(page.getByRole('heading', { name: heading })).toBeVisible()
    await expect(page.getByRole('alert').filter({ hasText: heading })).toContainText('Error reference')
    await expect(page.getByRole('navigation')).toBeVisible()
    await expectAccessible(page)
  })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Certificates' })).toBeVisible()
})

test('a frame that breaks on the server leaves one statement', async ({ stack, pageOf }) => {
  const page = await pageOf('operator')
  await withoutTable(stack, 'sessions', async () => {
    await page.goto('/settings')
    await expect(page.getByRole('heading', { name: heading })).toBeVisible()
    await expect(page.getByRole('navigation')).toHaveCount(0)
    await expectAccessible(page)
  })
})

test('when everything breaks, both languages say so and a plain link leads on', async ({ pageOf }) => {
  const page = await pageOf('operator')
  await breakRootLayout(page, '**/settings', '4242')
  await page.goto('/settings')
  await expect(page.getByRole('alert')).toContainText('4242')
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
  await expect(page.getByRole('heading', { level: 2, name: '此页面无法显示' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: /Go to the overview/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
})

test('an unknown address has a page, for strangers too', async ({ contextOf, operatorPage }) => {
  const stranger = await (await contextOf()).newPage()
  await stranger.goto('/_next/nowhere')
  await expect(stranger.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccessible(stranger)
  for (const address of ['/nowhere', '/certificates/unknown', '/operations/unknown', '/r/UNKNOWN-REQUEST']) {
    await operatorPage.goto(address)
    await expect(operatorPage.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(operatorPage.getByRole('main').getByRole('link').first()).toBeVisible()
  }
})
