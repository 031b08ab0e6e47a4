import { expect, type Page } from '@playwright/test'

// The table of the list in words: its rows, their names and boxes.

export const table = (page: Page) => page.getByRole('table', { name: 'Certificates', exact: true })
export const rows = (page: Page) => table(page).locator('tbody tr[aria-rowindex]')
export const nameOf = (page: Page, index: number) => rows(page).nth(index).locator('[data-phone="name"] a')
export const boxOf = (page: Page, index: number) => rows(page).nth(index).getByRole('checkbox', { name: 'Select' })
export const status = (page: Page) => page.getByRole('status').filter({ hasText: 'selected' })

export async function arrive(page: Page, address = '/certificates'): Promise<void> {
  await page.goto(address)
  await expect(rows(page).first()).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}
