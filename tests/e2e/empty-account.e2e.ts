import { expect, test } from './support/fixtures.ts'
import { rows } from './support/list-table.ts'

// Nothing to see is said as such, and is not taken for something that failed or was filtered away.

test.use({ certificates: 0 })

test('an account without certificates says so, until it has one', async ({ stack, operatorPage: page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'No certificates in this account' })).toBeVisible()
  await page.getByRole('link', { name: 'Go to the list' }).click()
  await expect(page).toHaveURL('/certificates')
  await expect(page.getByRole('heading', { name: 'No certificates in this account' })).toBeVisible()
  await expect(rows(page)).toHaveCount(0)
  await stack.issue({ commonName: 'the-first.example' })
  await page.getByRole('button', { name: 'Read again' }).first().click()
  await expect(page.getByRole('link', { name: 'the-first.example' })).toBeVisible({ timeout: 40_000 })
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'No certificates in this account' })).toHaveCount(0)
})
