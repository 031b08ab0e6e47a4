import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { boxesOf, holdAnswers, moved, watchShifts } from './support/boxes.ts'
import { expect, test } from './support/fixtures.ts'
import type { Stack } from './support/stack.ts'

// The list between two answers: what it shows then was asked for by nobody who looks at it now.

/** Questions for rows and counts; the watch over the mirror goes on. */
const ROWS = /\/api\/certificates(\?(?!.*sync=)|$)/

/** Five certificates of a name that nobody else has, on pages of two. Returns what they are found by. */
async function listOfPages(stack: Stack, page: Page): Promise<string> {
  const tag = `waits${randomUUID().slice(0, 8)}`
  for (const name of ['one', 'two', 'three', 'four', 'five'])
    await stack.issue({ commonName: `${tag}-${name}.example` })
  await page.goto(`/certificates?q=${tag}&limit=2`)
  await page.getByRole('button', { name: 'Read again' }).click()
  await expect(page.getByText('2 of 5')).toBeVisible({ timeout: 30_000 })
  return tag
}

test('under a new filter nothing of the earlier one is said or led to, and nothing moves', async ({
  stack,
  operatorPage: page,
}) => {
  const tag = await listOfPages(stack, page)
  const pages = page.getByRole('navigation', { name: 'Pages' })
  await pages.getByRole('link', { name: 'Next' }).click()
  await expect(pages.getByRole('link', { name: 'Previous' })).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  const release = await holdAnswers(page, ROWS)
  // Not the meter: a pass that begins or ends meanwhile says so there.
  const marks = {
    count: page.getByText('5 match'),
    row: page.locator('tbody tr'),
    foot: pages,
  }
  const shifts = await watchShifts(page)
  const before = await boxesOf(page, marks)
  await page.getByRole('checkbox', { name: /^Valid/ }).check()
  await expect(page.getByText('5 match')).toBeHidden()
  await expect(page.getByText('2 of 5')).toBeHidden()
  await expect(page.locator('.facet-count').first()).toBeHidden()
  expect(await pages.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
    `/certificates?q=${tag}&status=valid&limit=2`,
    `/certificates?q=${tag}&status=valid&limit=2`,
  ])
  const entries = await page.evaluate(() => history.length)
  await pages.getByRole('link', { name: 'Next' }).click({ force: true })
  expect(await page.evaluate(() => history.length)).toBe(entries)
  expect(moved(before, await boxesOf(page, marks))).toEqual([])
  expect(await shifts()).toBeLessThan(0.001)
  await release()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await expect(page.getByText('5 match')).toBeVisible()
  await expect(page.getByText('2 of 5')).toBeVisible()
})

test('who goes back before the new filter is drawn is left with none', async ({ viewerPage: page }) => {
  await page.goto('/certificates')
  const valid = page.getByRole('checkbox', { name: /^Valid/ })
  await valid.check()
  await expect(page).toHaveURL(/status=valid/)
  await valid.uncheck()
  await expect(page).toHaveURL(/certificates$/)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  await valid.evaluate((box: HTMLInputElement) => {
    box.click()
    history.back()
  })
  await expect(page).toHaveURL(/certificates$/)
  await expect(valid).not.toBeChecked()
})

test('a page is turned with the focus on the button, and its total stays', async ({ stack, operatorPage: page }) => {
  await listOfPages(stack, page)
  const next = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Next' })
  const release = await holdAnswers(page, ROWS)
  await next.focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('table[aria-busy="true"]')).toBeVisible()
  await expect(next).toHaveAttribute('aria-disabled', 'true')
  await expect(next).toBeFocused()
  await expect(page.getByText('5 match')).toBeVisible()
  await release()
  await expect(next).not.toHaveAttribute('aria-disabled')
  await expect(next).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 of 5')).toBeVisible()
})

test('that nothing matched before is not said of what is asked for now', async ({ stack, operatorPage: page }) => {
  await stack.issue()
  await page.goto('/certificates?q=nothing-has-this-name')
  await expect(page.getByText(/None of .* match/)).toBeVisible()
  const release = await holdAnswers(page, ROWS)
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(page.locator('table[aria-busy="true"]')).toBeVisible()
  await expect(page.getByText(/None of .* match|No certificates in this account/)).toHaveCount(0)
  await release()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
})

test('rows of the earlier filter select nothing under the new one', async ({ stack, operatorPage: page }) => {
  await listOfPages(stack, page)
  const release = await holdAnswers(page, ROWS)
  await page.getByRole('checkbox', { name: /^Valid/ }).check()
  await expect(page.locator('table[aria-busy="true"]')).toBeVisible()
  const selected = page.getByRole('status').filter({ hasText: 'selected' })
  await page.getByRole('checkbox', { name: 'Select', exact: true }).first().click()
  await page.getByRole('checkbox', { name: 'Select the page' }).click()
  await page.locator('tbody tr [data-phone="name"] a').first().focus()
  await page.keyboard.press('Control+a')
  await expect(selected).toHaveCount(0)
  await release()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await expect(selected).toHaveCount(0)
  await page.getByRole('checkbox', { name: 'Select', exact: true }).first().click()
  await expect(selected).toHaveText('1 selected')
})

test.describe('a console that has gone', () => {
  test.use({ expectedErrors: [/Failed to load resource: net::ERR_FAILED \/api\/certificates/] })

  test('is told above rows that stay, with their age, until it answers again', async ({ operatorPage: page }) => {
    await page.goto('/certificates')
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    await page.route(/\/api\/certificates/, (route) => route.abort())
    const notice = page.getByRole('status').filter({ hasText: 'The console does not answer. What you see is from' })
    await expect(notice).toBeVisible({ timeout: 40_000 })
    await expect(page.getByText('the worker does not run')).toHaveCount(0)
    await page.unroute(/\/api\/certificates/)
    await expect(notice).toHaveCount(0, { timeout: 40_000 })
  })
})

test.describe('a browser that was offline', () => {
  test.use({ expectedErrors: [/net::ERR_INTERNET_DISCONNECTED/] })

  test('asks again for what it could not have, as soon as it is back', async ({ stack, operatorPage: page }) => {
    const tag = await listOfPages(stack, page)
    await page.context().setOffline(true)
    await page.getByRole('searchbox', { name: 'Search certificates' }).fill(`${tag}-one`)
    await expect(page.getByRole('button', { name: 'Read the list again' })).toBeVisible({ timeout: 30_000 })
    await page.context().setOffline(false)
    await expect(page.getByRole('row', { name: new RegExp(`${tag}-one`) })).toBeVisible({ timeout: 10_000 })
    await expect(page.getByRole('button', { name: 'Read the list again' })).toHaveCount(0)
  })
})
