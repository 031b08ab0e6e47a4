import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'
import { revoke } from './support/main-path.ts'

// A table has a fixed layout, so that nothing moves: what its columns ask for in sum must leave room for the name. A
// list that shows an operation and not whose certificate it was leads to the wrong row.

/** Where a page changes its shape, between those, and a desk. */
const widths = [840, 900, 1024, 1200, 1280, 1440, 1760]
const addresses = ['/', '/certificates', '/operations', '/authorities', '/audit', '/settings']
/** Twelve characters and their ellipses; the rest stands in the title. */
const LEAST_NAME_PX = 120

for (const locale of ['en-GB', 'zh-CN'] as const) {
  test(`every column has room for its head, and every name for itself, in ${locale}`, async ({ stack, pageOf }) => {
    const operator = await pageOf('operator')
    await revoke(operator, await stack.issue())
    const page = await pageOf('admin', { locale })
    const found: string[] = []
    for (const address of addresses) {
      await page.goto(address)
      await expect(page.getByRole('table').first()).toBeVisible()
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 })
        found.push(...(await crampedIn(page)).map((what) => `${address} at ${String(width)} px: ${what}`))
      }
    }
    expect(found).toEqual([])
  })
}

async function crampedIn(page: Page): Promise<string[]> {
  return page.evaluate((leastName) => {
    const isShown = (element: Element) => element.getClientRects().length > 0
    const room = (cell: Element) => {
      const { paddingLeft, paddingRight } = getComputedStyle(cell)
      return cell.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)
    }
    const heads = [...document.querySelectorAll('th')].filter(isShown).flatMap((head) => {
      if (head.querySelector('.sr-only') !== null) return []
      const words = document.createRange()
      words.selectNodeContents(head)
      const edge = head.querySelector('[role="separator"]')
      if (edge !== null) words.setEndBefore(edge)
      const excess = words.getBoundingClientRect().width - room(head)
      return excess > 1 ? [`head "${head.textContent}" is ${excess.toFixed(0)} px too wide`] : []
    })
    const names = new Set(
      [...document.querySelectorAll('td[data-phone="name"]')]
        .filter((cell) => isShown(cell) && room(cell) < leastName)
        .map((cell) => {
          const label = cell.closest('table')?.getAttribute('aria-label') ?? ''
          return `a name in "${label}" has ${room(cell).toFixed(0)} px`
        }),
    )
    return [...heads, ...names]
  }, LEAST_NAME_PX)
}
