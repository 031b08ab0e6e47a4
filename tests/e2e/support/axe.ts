import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type { AxeResults, ElementContext, RunOptions } from 'axe-core'
import { still } from './stillness.ts'

// axe itself, run in the page in one go. Its wrapper for Playwright judges each frame by itself and carries all that
// passed to another page and back: ten times as long, on pages that have no frames.

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Each violation of WCAG 2.2 AA, and of axe's best practices, in what is shown now: rule and elements. */
export async function violationsOf(page: Page): Promise<string[]> {
  await still(page)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const found = await page.evaluate(judge)
  return found.map(({ rule, elements }) => `${rule}: ${elements.join(', ')}`)
}

export async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page)).toEqual([])
}

/** Runs in the page. */
async function judge(): Promise<{ rule: string; elements: string[] }[]> {
  const { axe } = window as unknown as {
    axe: { run: (context: ElementContext, options: RunOptions) => Promise<AxeResults> }
  }
  const { violations } = await axe.run(
    // What lies under a dialog's scrim is inert; its colours are seen through the scrim, and nobody reads them.
    { exclude: ['[data-aria-hidden="true"]'] },
    { resultTypes: ['violations'] },
  )
  return violations.map(({ id, nodes }) => ({ rule: id, elements: nodes.map(({ target }) => target.join(' ')) }))
}
