import { expect, type Page } from '@playwright/test'
import { violationsOf } from './axe.ts'

type View = { colorScheme: 'light' | 'dark'; size: { width: number; height: number } }

export const desk = { width: 1440, height: 900 }
/** What is left of a desk of 1280 × 1024 at 400 %, and of a narrow phone. */
export const enlarged = { width: 320, height: 256 }

/**
 * What is wrong with the state that a page is in: in each view violations of WCAG 2.2 AA and of axe's best practices,
 * in the smallest also sideways scrolling. The page is left as it was opened.
 */
export async function troubleOf(page: Page, state: string, views: readonly View[]): Promise<string[]> {
  // After a way within the application the title comes with the rest of the page.
  await expect(page).toHaveTitle(/./)
  const trouble: string[] = []
  for (const { size, colorScheme } of views) {
    await page.setViewportSize(size)
    // Who wants no motion gets the same page at once: nothing is judged halfway between two colours.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const view = `${state}, ${colorScheme} at ${String(size.width)} px`
    if (size === enlarged) trouble.push(...(await page.evaluate(sidewaysIn)).map((what) => `${view}: ${what}`))
    trouble.push(...(await violationsOf(page)).map((what) => `${view}: ${what}`))
  }
  await page.setViewportSize(desk)
  return trouble
}

/** At this moment, in the size that the page has. */
export async function expectNothingSideways(page: Page): Promise<void> {
  expect(await page.evaluate(sidewaysIn)).toEqual([])
}

/** Runs in the page: the document, or the dialog over it, is wider than what shows it. */
function sidewaysIn(): string[] {
  const dialogs = [...document.querySelectorAll('[role="dialog"], [role="dialog"] > *')]
  return [document.documentElement, ...dialogs].flatMap((element) => {
    const { overflowX } = getComputedStyle(element)
    const excess = element.scrollWidth - element.clientWidth
    const isInline = element.clientWidth === 0
    if (excess <= 0 || isInline || (overflowX === 'visible' && element !== document.documentElement)) return []
    return [`${element.tagName.toLowerCase()} is ${String(excess)} px too wide`]
  })
}
