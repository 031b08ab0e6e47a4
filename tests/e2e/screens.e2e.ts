import { expect, expectAccessible, test } from './support/fixtures.ts'

// Every page, light and dark, English and Chinese: no violation of WCAG 2.2 AA, nothing on the console.

const pages = [
  '/',
  '/certificates',
  '/operations',
  '/authorities',
  '/audit',
  '/settings',
  '/certificates?q=nothing-like-it',
]
const looks = [
  { colorScheme: 'light', locale: 'en-GB' },
  { colorScheme: 'dark', locale: 'zh-CN' },
] as const

for (const look of looks) {
  for (const address of pages) {
    test(`${address} in ${look.colorScheme}, ${look.locale}`, async ({ pageOf }) => {
      const page = await pageOf('admin', look)
      await page.goto(address)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
      await expectAccessible(page)
    })
  }
}

test('the same address in another browser shows the same screen', async ({ pageOf }) => {
  const address = '/certificates?type=client&status=valid&sort=-not_after'
  const texts = []
  for (const role of ['operator', 'admin'] as const) {
    const page = await pageOf(role)
    await page.goto(address)
    await expect(page.getByRole('row').nth(1)).toBeVisible()
    texts.push(await page.getByRole('row').nth(1).getByRole('link').first().textContent())
  }
  expect(texts[0]).toBe(texts[1])
})
