import { expect, type Locator, type Page } from '@playwright/test'

// The keyboard's way through a page: by Tab alone, and at every stop the focus is seen.

/** Tabs until the element has the focus; each stop on the way is looked at. */
export async function tabTo(page: Page, target: Locator, most = 120): Promise<void> {
  await expect(target).toBeVisible()
  for (let stops = 0; stops < most; stops += 1) {
    if (await hasFocus(target)) return
    await page.keyboard.press('Tab')
    await expectFocusSeen(page)
  }
  throw new Error(`no way by Tab to ${String(target)}`)
}

export function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}

/** An outline or a ring around what has the focus, and nothing that lies over it. */
export async function expectFocusSeen(page: Page): Promise<void> {
  expect(await page.evaluate(troubleOfFocus), 'what is wrong with the focus').toBeNull()
}

/** Runs in the page. A control may have its outline around the box that it stands in, such as the search box. */
function troubleOfFocus(): string | null {
  const element = document.activeElement
  if (element === null || element === document.body) return null
  const name = `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40)}"`
  const hasRing = (one: Element | null) => {
    if (one === null) return false
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  }
  if (![element, element.parentElement, element.parentElement?.parentElement ?? null].some(hasRing))
    return `${name} shows no focus`
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect()
  const points = [
    [box.left + box.width / 2, box.top + box.height / 2],
    [box.left + 2, box.top + box.height / 2],
    [box.right - 2, box.top + box.height / 2],
  ] as const
  const isSeen = ([x, y]: readonly [number, number]) => {
    const top = document.elementFromPoint(x, y)
    return top !== null && (element.contains(top) || top.contains(element) || isLabelOf(top))
  }
  const isLabelOf = (top: Element) => top.closest('label')?.contains(element) === true
  return points.every(isSeen) ? null : `${name} is covered or out of sight at ${String(box.left)}, ${String(box.top)}`
}
