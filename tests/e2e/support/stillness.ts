import type { Page } from '@playwright/test'

/**
 * Brings to its end whatever slides, fades or changes its colour: only then has a thing the place and the colour that
 * a person meets. What goes on for ever, such as the pulse of a skeleton, is left alone.
 */
export async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // What a change of size or theme sets in motion begins with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish()
  })
}
