import type { Page } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { expect, test } from './support/fixtures.ts'
import { arrive, nameOf, rows, table } from './support/list-table.ts'

// Which columns the list has: chosen, moved, drawn, remembered, and carried by a link.

/** The words of the heads that are shown, in their order. */
async function headsOf(page: Page): Promise<string[]> {
  const heads = table(page).getByRole('columnheader')
  const words = await heads.evaluateAll((all) =>
    all
      .filter((head) => head.getClientRects().length > 0)
      .map((head) => (head.querySelector('a') ?? head).textContent.trim()),
  )
  return words.slice(0, -1).map((word) => (word.startsWith('Validity') ? 'Validity' : word))
}

const defaultHeads = ['Common name', 'Type', 'Issuing CA', 'Serial', 'Status', 'Validity', 'Expires']

test.describe('columns', () => {
  test('are chosen, moved and drawn by keyboard, remembered by this browser, and carried by a link to another', async ({
    operatorPage: page,
    pageOf,
  }) => {
    await arrive(page)
    expect(await headsOf(page)).toEqual(defaultHeads)
    const { keyboard } = page
    const button = page.getByRole('button', { name: 'Columns', exact: true })
    await button.focus()
    await keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: 'Columns' })
    await expect(panel.getByRole('checkbox', { name: 'Type', exact: true })).toBeFocused()
    await keyboard.press('Space')
    await expect.poll(() => headsOf(page)).toEqual(defaultHeads.filter((head) => head !== 'Type'))
    await panel.getByRole('checkbox', { name: 'SHA-256', exact: true }).focus()
    await keyboard.press('Space')
    const up = panel.getByRole('button', { name: 'Move SHA-256 up' })
    await up.focus()
    for (let presses = 0; presses < 5; presses += 1) await keyboard.press('Enter')
    await expect(panel.getByRole('status')).toHaveText('SHA-256 is now column 2 of 7.')
    await expect(up).toBeFocused()
    await panel.getByRole('checkbox', { name: 'Serial', exact: true }).focus()
    await keyboard.press('Alt+ArrowUp')
    const chosen = ['Common name', 'SHA-256', 'Serial', 'Issuing CA', 'Status', 'Validity', 'Expires']
    await expect.poll(() => headsOf(page)).toEqual(chosen)
    await expectAccessible(page)
    const link = await panel.getByRole('link', { name: 'Link with these columns' }).getAttribute('href')
    await keyboard.press('Escape')
    await expect(panel).toBeHidden()
    await expect(button).toBeFocused()

    const edge = table(page).getByRole('separator', { name: 'Width of Serial' })
    await edge.focus()
    await expect(edge).toHaveAttribute('aria-valuenow', '120')
    for (let presses = 0; presses < 4; presses += 1) await keyboard.press('Shift+ArrowRight')
    await keyboard.press('ArrowLeft')
    await expect(edge).toHaveAttribute('aria-valuenow', '272')

    await page.reload()
    await expect.poll(() => headsOf(page)).toEqual(chosen)
    const serial = table(page).getByRole('columnheader', { name: 'Serial', exact: true })
    await expect.poll(async () => Math.round((await serial.boundingBox())?.width ?? 0)).toBe(272)

    const other = await pageOf('viewer')
    await arrive(other, link ?? '')
    expect(await headsOf(other)).toEqual(chosen)
    await other.getByRole('columnheader', { name: 'Serial' }).getByRole('link').click()
    await expect(other).toHaveURL(/sort=serial.*columns=name\.sha256/)
    await arrive(other)
    expect(await headsOf(other)).toEqual(defaultHeads)

    await button.click()
    await panel.getByRole('button', { name: 'Reset' }).click()
    await expect.poll(() => headsOf(page)).toEqual(defaultHeads)
  })

  test('are there in the first byte, sort by what they show, and scroll in their own place', async ({
    operatorPage: page,
    stack,
  }) => {
    const columns = ['name', 'identifier', 'alias', 'organization', 'key', 'days', 'revokeTime', 'sans', 'expires']
    await page.context().addCookies([{ name: 'rescind-columns', value: columns.join('.'), url: stack.origin }])
    const html = await (await page.request.get('/certificates')).text()
    expect(html.indexOf('>Organization<')).toBeGreaterThan(html.indexOf('>Identifier<'))
    expect(html).not.toContain('>Issuing CA</a>')
    await page.setViewportSize({ width: 1000, height: 700 })
    await arrive(page)
    const region = page.locator('.table-scroll')
    const first = nameOf(page, 0)
    const before = await first.boundingBox()
    // What can be done with a row is never out of sight.
    const action = rows(page).first().getByRole('button').last()
    await expect(action).toBeInViewport({ ratio: 1 })
    await expect(page.getByRole('button', { name: 'Columns', exact: true })).toBeInViewport({ ratio: 1 })
    await region.evaluate((element) => element.scrollTo({ left: 10_000 }))
    const head = table(page).getByRole('columnheader', { name: 'Expires' })
    await expect(head).toBeInViewport()
    expect((await first.boundingBox())?.x).toBe(before?.x)
    // The heads of both lie over those that go by beneath them.
    for (const name of ['Common name', 'Action']) {
      const own = table(page).getByRole('columnheader', { name, exact: true })
      expect(
        await own.evaluate((element) => {
          const { left, top, width, height } = element.getBoundingClientRect()
          return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
        }),
        name,
      ).toBe(true)
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await table(page).getByRole('columnheader', { name: 'Days' }).getByRole('link').click()
    await expect(table(page).getByRole('columnheader', { name: 'Days' })).toHaveAttribute('aria-sort', 'ascending')
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    const days = await rows(page).locator('td:nth-child(6)').allTextContents()
    expect(days.map(Number)).toEqual(days.map(Number).toSorted((one, other) => one - other))
    await expectAccessible(page)
    await page.goto('/certificates?columns=name.status.country')
    for (const name of ['Status', 'Country']) {
      const own = table(page).getByRole('columnheader', { name })
      await own.getByRole('link').click()
      await expect(own).toHaveAttribute('aria-sort', 'ascending')
    }
    await expect(page).toHaveURL(/sort=country/)
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    const countries = await rows(page).locator('td:nth-child(3)').allTextContents()
    expect(countries.length).toBeGreaterThan(20)
    expect(countries).toEqual(countries.toSorted())
  })

  test('leave the block that a row is on a phone as it is', async ({ pageOf }) => {
    const viewport = { width: 390, height: 844 }
    const page = await pageOf('operator', { viewport })
    await arrive(page)
    // Of what the heads hold for a pointer or a key nothing can be seen here.
    await expect(table(page).getByRole('separator')).toHaveCount(0)
    await expect(page.getByRole('checkbox', { name: 'Select the page' })).toHaveCount(0)
    const textOf = () => rows(page).first().innerText()
    const plain = await textOf()
    const height = (await rows(page).first().boundingBox())?.height
    await arrive(page, '/certificates?columns=name.sha256.md5.subject.identifier')
    expect(await textOf()).toBe(plain)
    expect((await rows(page).first().boundingBox())?.height).toBe(height)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width)
    await page.getByRole('button', { name: 'Filters', exact: true }).click()
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Expires, descending')
    await expect(page).toHaveURL(/sort=-not_after/)
    await expectAccessible(page)
  })

  test('of another browser’s making are shown for what they are: unknown ones are passed over', async ({
    operatorPage: page,
  }) => {
    await arrive(page, '/certificates?columns=name.%3Cb%3E.serial-99999.serial.__proto__')
    expect(await headsOf(page)).toEqual(['Common name', 'Serial'])
    await arrive(page, '/certificates?columns=%3Cb%3E')
    expect(await headsOf(page)).toEqual(defaultHeads)
  })
})
