import { randomUUID } from 'node:crypto'
import { expectAccessible } from './support/axe.ts'
import { boxesOf, moved, watchShifts } from './support/boxes.ts'
import { expect, test } from './support/fixtures.ts'
import { arrive, boxOf, nameOf, rows, status, table } from './support/list-table.ts'

// The rows of the list: by keyboard and by the hundred, and what is selected.

test.describe('rows', () => {
  test('are gone through, opened and selected by keyboard alone', async ({ operatorPage: page }) => {
    await arrive(page)
    const { keyboard } = page
    const last = (await rows(page).count()) - 1
    await nameOf(page, 0).focus()
    await keyboard.press('ArrowDown')
    await expect(nameOf(page, 1)).toBeFocused()
    await keyboard.press('End')
    await expect(nameOf(page, last)).toBeFocused()
    await expect(nameOf(page, last)).toBeInViewport({ ratio: 1 })
    await keyboard.press('PageUp')
    const landed = await rows(page).evaluateAll((all) => all.findIndex((row) => row.contains(document.activeElement)))
    expect(last - landed).toBeGreaterThan(10)
    await keyboard.press('Home')
    await expect(nameOf(page, 0)).toBeFocused()
    await expect(nameOf(page, 0)).toBeInViewport({ ratio: 1 })

    await keyboard.press('Space')
    await expect(boxOf(page, 0)).toBeChecked()
    await keyboard.press('Shift+ArrowDown')
    await keyboard.press('Shift+ArrowDown')
    await expect(status(page)).toHaveText('3 selected')
    await keyboard.press('Shift+ArrowUp')
    await expect(status(page)).toHaveText('2 selected')
    await keyboard.press('ControlOrMeta+a')
    await expect(status(page)).toHaveText(`${String(last + 1)} selected`)
    await expectAccessible(page)
    await keyboard.press('Escape')
    await expect(status(page)).toHaveCount(0)

    await keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys of the list' })
    await expect(sheet).toContainText('draw the selection')
    await expectAccessible(page)
    await keyboard.press('Escape')
    await expect(nameOf(page, 1)).toBeFocused()
    await keyboard.press('/')
    await expect(page.getByRole('searchbox', { name: 'Search certificates' })).toBeFocused()
    await keyboard.type('?')
    await expect(sheet).toBeHidden()

    // Tab leads into the rows at the one that was gone to last, first to its box.
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keyboard.press('Tab')
    await keyboard.press('Tab')
    await expect(nameOf(page, 1)).toBeFocused()
    await keyboard.press('ArrowDown')
    const name = await nameOf(page, 2).getAttribute('href')
    await keyboard.press('Enter')
    await page.waitForURL(`**${name ?? ''}`)
  })

  test('are selected in a range, copied, kept when read again, and let go with another filter', async ({
    pageOf,
    stack,
  }) => {
    const page = await pageOf('operator', { permissions: ['clipboard-read', 'clipboard-write'] })
    await arrive(page)
    await boxOf(page, 1).click()
    await nameOf(page, 3).click({ modifiers: ['Shift'] })
    await expect(status(page)).toHaveText('3 selected')
    await boxOf(page, 2).click()
    await expect(status(page)).toHaveText('2 selected')
    const hrefs = await Promise.all([1, 3].map((index) => nameOf(page, index).getAttribute('href')))
    await page.getByRole('button', { name: 'Copy Identifiers' }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied.split('\n').map((identifier) => `/certificates/${identifier}`)).toEqual(hrefs)
    await page.getByRole('button', { name: 'Copy 2 serials' }).click()
    expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n')).toHaveLength(2)

    const added = `aaa-${randomUUID().slice(0, 8)}.example`
    await stack.issue({ commonName: added })
    await page.getByRole('button', { name: 'Read again' }).click()
    await expect(page.getByRole('link', { name: added })).toBeVisible({ timeout: 30_000 })
    await expect(status(page)).toHaveText('2 selected')
    await page.getByRole('link', { name: 'Next', exact: true }).click()
    await expect(status(page)).toHaveText('2 selected 2 not on this page')
    await page.getByRole('checkbox', { name: 'Server', exact: false }).first().click()
    const cleared = page.getByText('The selection was cleared: the list is another one.')
    await expect(cleared.first()).toBeVisible()
    await expect(status(page)).toHaveCount(0)
  })

  test('are let go by a button or Escape, from anywhere, and the focus goes on from the current row', async ({
    operatorPage: page,
  }) => {
    await arrive(page)
    await boxOf(page, 2).click()
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await expect(nameOf(page, 2)).toBeFocused()
    await expect(status(page)).toHaveCount(0)
    await boxOf(page, 2).click()
    await page.getByRole('button', { name: 'Copy Identifiers' }).focus()
    await page.keyboard.press('Escape')
    await expect(nameOf(page, 2)).toBeFocused()
    await boxOf(page, 2).click()
    await page.getByRole('checkbox', { name: 'Server', exact: false }).first().focus()
    await page.keyboard.press('Escape')
    await expect(status(page)).toHaveCount(0)
    await expect(page.getByRole('checkbox', { name: 'Server', exact: false }).first()).toBeFocused()
  })

  test('their columns are chosen from a panel that stays on a low screen', async ({ operatorPage: page }) => {
    await page.setViewportSize({ width: 1280, height: 560 })
    await arrive(page)
    await page.getByRole('button', { name: 'Columns', exact: true }).click()
    await expect(page.getByRole('link', { name: 'Link with these columns' })).toBeInViewport({ ratio: 1 })
  })

  test('stay selected on the way to a certificate and back', async ({ operatorPage: page }) => {
    await arrive(page)
    await boxOf(page, 1).click()
    await nameOf(page, 3).click({ modifiers: ['Shift'] })
    await nameOf(page, 2).click()
    await expect(status(page)).toHaveCount(0)
    await page.goBack()
    await expect(status(page)).toHaveText('3 selected')
    await expect(boxOf(page, 2)).toBeChecked()
  })
})

test('five hundred rows are few in the document, stay where they are, and are all reached', async ({
  pageOf,
  stack,
}) => {
  test.setTimeout(180_000)
  const page = await pageOf('operator', { viewport: { width: 1440, height: 900 } })
  const totalOf = async () => ((await (await page.request.get('/api/certificates')).json()) as { total: number }).total
  const before = await totalOf()
  await stack.issueMany({ count: 240 })
  await page.goto('/certificates?limit=500')
  await page.getByRole('button', { name: 'Read again' }).click()
  await expect.poll(totalOf, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + 240)
  await page.reload()
  await expect(table(page)).toHaveAttribute('aria-rowcount', /^[34]\d\d$/)
  const count = Number(await table(page).getAttribute('aria-rowcount')) - 1
  expect(await rows(page).count()).toBeLessThan(200)
  const heightOf = () => page.evaluate(() => document.documentElement.scrollHeight)
  const height = await heightOf()
  const shifts = await watchShifts(page)
  await nameOf(page, 0).focus()
  await page.keyboard.press('End')
  const last = table(page)
    .locator(`tr[aria-rowindex="${String(count + 1)}"] a`)
    .first()
  await expect(last).toBeFocused()
  await expect(last).toBeInViewport({ ratio: 1 })
  expect(await rows(page).count()).toBeLessThan(200)
  await expect(table(page).getByRole('columnheader', { name: 'Serial' })).toBeInViewport()
  const seen = new Set<string>()
  for (let at = 0; at <= count; at += 15) {
    await page.evaluate((share) => scrollTo(0, share * document.documentElement.scrollHeight), at / count)
    await expect
      .poll(() => page.evaluate(() => document.elementFromPoint(700, 450)?.closest('tr')?.ariaRowIndex ?? null))
      .not.toBeNull()
    for (const href of await rows(page)
      .locator('[data-phone="name"] a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? '')))
      seen.add(href)
  }
  expect(seen.size).toBe(count)
  expect(Math.abs((await heightOf()) - height)).toBeLessThanOrEqual(1)
  expect(await shifts()).toBeLessThan(0.001)
})

test('compact rows are remembered, and stand there before their data', async ({ operatorPage: page }) => {
  await arrive(page)
  const heightOf = async () => (await rows(page).first().boundingBox())?.height
  expect(await heightOf()).toBe(34)
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  await page.getByRole('button', { name: 'Compact' }).click()
  await expect.poll(heightOf).toBe(28)
  await page.keyboard.press('Escape')
  const marks = { head: table(page).locator('thead'), row: rows(page) }
  const before = await boxesOf(page, marks)
  await page.reload()
  await expect(rows(page).first()).toBeVisible()
  expect(moved(before, await boxesOf(page, marks))).toEqual([])
  await expectAccessible(page)
})
