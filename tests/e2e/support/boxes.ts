import { expect, type Locator, type Page, type Route } from '@playwright/test'
import { still } from './stillness.ts'

// Where things stand on a page while it waits, and once it has what it waited for.

export type Box = { name: string; left: number; top: number; width: number; height: number }

/** The boxes of what is visible of `marks`, in the page's own coordinates. */
export async function boxesOf(page: Page, marks: Record<string, Locator>): Promise<Box[]> {
  await still(page)
  const boxes: Box[] = []
  for (const [name, mark] of Object.entries(marks)) {
    const box = await mark.first().evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect()
      return { left: left + scrollX, top: top + scrollY, width, height }
    })
    boxes.push({ name, ...box })
  }
  return boxes
}

/** More than 1 px, whichever edge it is. */
export function moved(before: readonly Box[], after: readonly Box[]): string[] {
  return before.flatMap((box, index) => {
    const now = after[index]
    if (now === undefined) return [`${box.name} has gone`]
    const sides = ['left', 'top', 'width', 'height'] as const
    return sides.flatMap((side) =>
      Math.abs(now[side] - box[side]) > 1 ? [`${box.name}: ${side} ${String(box[side])} → ${String(now[side])}`] : [],
    )
  })
}

/** Keeps back the answers to `address` until they are released. */
export async function holdAnswers(page: Page, address: RegExp): Promise<() => Promise<void>> {
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(address, async (route: Route) => {
    await released
    await route.continue()
  })
  return async () => {
    release()
    await released
  }
}

/** Everything that the browser itself calls a shift of the layout from now on, without what a press has caused. */
export async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const shifts = { total: 0 }
    Reflect.set(window, 'shifts', shifts)
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const value: unknown = Reflect.get(entry, 'value')
        if (typeof value === 'number' && Reflect.get(entry, 'hadRecentInput') !== true) shifts.total += value
      }
    }).observe({ type: 'layout-shift' })
  })
  return async () => {
    const total: unknown = await page.evaluate((): unknown =>
      Reflect.get(Reflect.get(window, 'shifts') as object, 'total'),
    )
    expect(typeof total).toBe('number')
    return Number(total)
  }
}
