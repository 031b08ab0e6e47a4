import type { Page } from '@playwright/test'
import { boxesOf, holdAnswers, moved, watchShifts } from './support/boxes.ts'
import { expect, test } from './support/fixtures.ts'
import { holdPages } from './support/held-page.ts'
import { expectRead, openCertificate, revoke } from './support/main-path.ts'
import { change } from './support/stored.ts'

// What stands there while a page waits stays where it is when the data comes: nobody presses what has just moved away.

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

const lists = [
  { address: '/certificates', table: 'Certificates' },
  { address: '/operations', table: 'Operations' },
  { address: '/audit', table: 'Audit log' },
  { address: '/authorities', table: 'Authorities' },
]

for (const viewport of sizes) {
  test(`nothing moves when the data comes, at ${String(viewport.width)} px`, async ({ stack, pageOf }) => {
    const page = await pageOf('operator', { viewport })
    const identifier = await stack.issue()
    await revoke(page, identifier)
    // What waits for a person, or for its day, stands over the lists; how much that is nobody can know before.
    change(stack, `update alarms set acknowledged_at = 1, acknowledged_by = 'test' where acknowledged_at is null`)
    change(stack, `update operations set state = 'cancelled' where state = 'scheduled'`)
    const held = await holdPages(stack)
    const found: string[] = []
    for (const { address, table } of lists) {
      await page.goto(held.origin + address, { waitUntil: 'commit' })
      await expect(page.locator('[aria-busy="true"]').first()).toBeVisible()
      const frame = page.getByRole('table', { name: table, exact: true })
      const marks = {
        heading: page.getByRole('heading', { level: 1 }),
        // On phones the heads are for screen readers alone.
        ...(viewport.width < 700 ? {} : { head: frame.locator('thead') }),
        row: frame.locator('tbody tr'),
      }
      found.push(...(await movesOf(page, marks, async () => held.release(), address)))
    }
    // A page that is open goes on asking.
    await page.goto('about:blank')
    await held.stop()
    expect(found).toEqual([])
  })

  test(`the dialog stays as it is when the reading comes, at ${String(viewport.width)} px`, async ({
    stack,
    pageOf,
  }) => {
    const page = await pageOf('operator', { viewport })
    await openCertificate(page, await stack.issue())
    const release = await holdAnswers(page, /revocation-preview/)
    await page.getByRole('button', { name: 'Revoke', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Revoke this certificate?' })
    const marks = {
      dialog,
      title: dialog.getByRole('heading', { name: 'Revoke this certificate?' }),
      keep: dialog.getByRole('button', { name: 'Keep certificate' }),
      confirm: dialog.getByRole('button', { name: 'Revoke certificate' }),
    }
    await expect(marks.confirm).toBeVisible()
    expect(await movesOf(page, marks, release, 'revoke dialog', () => expectRead(dialog))).toEqual([])
  })
}

/** What has moved, and what the browser itself counts as a shift of the layout. */
async function movesOf(
  page: Page,
  marks: Parameters<typeof boxesOf>[1],
  release: () => Promise<void>,
  name: string,
  hasArrived = () => expect(page.locator('[aria-busy="true"]')).toHaveCount(0),
): Promise<string[]> {
  const shifts = await watchShifts(page)
  const waiting = await boxesOf(page, marks)
  await release()
  await hasArrived()
  const moves = moved(waiting, await boxesOf(page, marks))
  const shift = await shifts()
  // A line of text that settles by a pixel is a ten-thousandth; a row that is pushed away is more than a hundredth.
  return [...moves, ...(shift < 0.001 ? [] : [`shifts of ${String(shift)}`])].map((move) => `${name}: ${move}`)
}
