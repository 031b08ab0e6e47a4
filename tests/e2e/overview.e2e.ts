import type { Locator, Page } from '@playwright/test'
import { boxesOf, moved } from './support/boxes.ts'
import { expectAccessible } from './support/axe.ts'
import { expect, test } from './support/fixtures.ts'
import { holdPages } from './support/held-page.ts'
import { desk, enlarged, troubleOf } from './support/looks.ts'
import { change } from './support/stored.ts'

// The numbers and plots of the overview: what is pressed leads to exactly the certificates that it counts.

test('a bar, a week and a CA lead to the list of just what they count', async ({ operatorPage: page }) => {
  await page.goto('/')
  const { link, count } = await fullest(page)
  const week = (await link.getAttribute('aria-label')) ?? ''
  const day = /Week of (\S+):/.exec(week)?.[1] ?? 'none'
  // The part of a bar under the pointer is its own link; the ground above it is the week.
  const part = link.locator('xpath=..').locator('[aria-hidden] a').first()
  const partHref = (await part.getAttribute('href')) ?? ''
  expect(new URLSearchParams(partHref.split('?')[1]).get('ca')).not.toBeNull()
  await part.hover()
  await part.click()
  await expect(page).toHaveURL(new RegExp(`expires_after=${day}`))
  expect(new URL(page.url()).searchParams.getAll('ca')).toHaveLength(1)
  const ofCa = await expectList(page)
  expect(ofCa).toBeGreaterThan(0)
  await page.goBack()
  await fullest(page).then(({ link: again }) => again.click({ position: { x: 3, y: 3 } }))
  await expect(page).toHaveURL(new RegExp(`status=valid&expires_before=[0-9-]+&expires_after=${day}`))
  expect(await expectList(page)).toBe(count)
  expect(ofCa).toBeLessThanOrEqual(count)
  await page.goBack()
  const entry = page.getByRole('list', { name: 'Issuing CAs' }).getByRole('link').first()
  const ofAll = Number(await entry.locator('span').last().textContent())
  await entry.click()
  await expect(page).toHaveURL(/ca=/)
  expect(await expectList(page)).toBe(ofAll)
})

test('a figure and each of its types lead to the list of just what they count', async ({ viewerPage: page }) => {
  await page.goto('/')
  for (const name of [/^Valid/, /client$/, /server$/]) {
    const figure = page.getByRole('region', { name: 'Certificates' }).getByRole('link', { name }).first()
    const count = Number(/\d+/.exec((await figure.textContent()) ?? '')?.[0])
    await figure.click()
    await expect(page).toHaveURL(/status=valid/)
    expect(await expectList(page)).toBe(count)
    await page.goBack()
  }
})

test('the weeks are gone through by keyboard, with one stop', async ({ operatorPage: page }) => {
  await page.goto('/')
  const weeks = page.getByRole('list', { name: 'Expiry by week' }).getByRole('link')
  await expect(weeks).toHaveCount(56)
  const plot = page.getByRole('button', { name: 'Table', exact: true }).first()
  await plot.focus()
  // Past the CAs of the legend, to this week: the fifth.
  const cas = await page.getByRole('list', { name: 'Issuing CAs' }).getByRole('link').count()
  for (let stop = 0; stop <= cas; stop += 1) await page.keyboard.press('Tab')
  await expect(weeks.nth(4)).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(weeks.nth(3)).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  await expect(weeks.nth(0)).toBeFocused()
  await page.keyboard.press('End')
  await expect(weeks.nth(55)).toBeFocused()
  await page.keyboard.press('PageUp')
  await expect(weeks.nth(51)).toBeFocused()
  const day = /Week of (\S+):/.exec((await weeks.nth(51).getAttribute('aria-label')) ?? '')?.[1] ?? 'none'
  await page.keyboard.press('Tab')
  await expect(weeks.nth(51)).not.toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await expect(weeks.nth(51)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`expires_after=${day}`))
})

test('the table says the same as the plot, is as high, and is remembered', async ({ pageOf }) => {
  const page = await pageOf('operator')
  await page.goto('/')
  const told: Record<string, number> = {}
  for (const link of await page.getByRole('list', { name: 'Expiry by week' }).getByRole('link').all()) {
    const { day, count } = toldBy((await link.getAttribute('aria-label')) ?? '')
    told[day] = count
  }
  const below = { next: page.getByRole('heading', { name: 'Issued per week' }) }
  const before = await boxesOf(page, below)
  await page.getByRole('button', { name: 'Table', exact: true }).click()
  const rows = page.getByRole('table', { name: 'Expiry by week' }).getByRole('row')
  await expect(rows).toHaveCount(57)
  const shown: Record<string, number> = {}
  for (const row of (await rows.all()).slice(1)) {
    const cells = await row.getByRole('cell').allTextContents()
    const numbers = cells.slice(1).map(Number)
    expect(numbers.slice(0, -1).reduce((sum, count) => sum + count)).toBe(numbers.at(-1))
    shown[cells[0] ?? ''] = numbers.at(-1) ?? -1
  }
  expect(shown).toEqual(told)
  expect(moved(before, await boxesOf(page, below))).toEqual([])
  await expectAccessible(page)
  await page.reload()
  await expect(rows).toHaveCount(57)
  const cell = rows.getByRole('link').last()
  const count = Number(await cell.textContent())
  await cell.click()
  await expect(page).toHaveURL(/expires_after=/)
  expect(await expectList(page)).toBe(count)
})

test('issuance and revocation have their tables', async ({ stack, viewerPage: page }) => {
  const lastWeek = Date.now() - 7 * 86_400_000
  change(stack, `update certificates set revoke_time = ? where vendor_status = 'REVOKE'`, String(lastWeek))
  await page.goto('/')
  for (const [title, columns] of [
    ['Issued per week', 2],
    ['Revoked per week', 4],
  ] as const) {
    const region = page.getByRole('region', { name: title })
    const summary = region.getByText('As a table')
    await summary.focus()
    await page.keyboard.press('Enter')
    const rows = region.getByRole('table', { name: title }).getByRole('row')
    await expect(rows).toHaveCount(27)
    await expect(rows.first().getByRole('columnheader')).toHaveCount(columns)
  }
  await expectAccessible(page)
})

test('a week of issuance leads to the certificates that it counts', async ({ operatorPage: page }) => {
  await expectFullestWeekToLead(page, 'Issued per week', /q=issued/)
})

test('a week of revocation leads to the certificates that it counts', async ({ stack, operatorPage: page }) => {
  const lastWeek = Date.now() - 7 * 86_400_000
  change(stack, `update certificates set revoke_time = ? where vendor_status = 'REVOKE'`, String(lastWeek))
  await expectFullestWeekToLead(page, 'Revoked per week', /q=revoked/)
})

/** By its number in the table, and by its bar. */
async function expectFullestWeekToLead(page: Page, title: string, address: RegExp): Promise<void> {
  await page.goto('/')
  const plot = page.getByRole('region', { name: title })
  await plot.getByText('As a table').click()
  const links = plot.getByRole('table').getByRole('link')
  await expect(links.first()).toBeVisible()
  const counts = (await links.allInnerTexts()).map(Number)
  const most = Math.max(...counts)
  await links.nth(counts.indexOf(most)).click()
  await expect(page).toHaveURL(address)
  expect(await expectList(page)).toBe(most)
  const listed = page.url()
  await page.goBack()
  const bars = plot.locator('[aria-hidden] a')
  await expect(bars).toHaveCount(counts.length)
  const bar = bars.nth(counts.indexOf(most))
  await expect(bar).toHaveAttribute('title', new RegExp(`^Week of [0-9-]{10}: ${String(most)} certificate`))
  await bar.click()
  await expect(page).toHaveURL(listed)
  expect(await expectList(page)).toBe(most)
}

test('forty CAs with hostile names fit, in English and Chinese', async ({ stack, pageOf }) => {
  const names = ['\u202Egnp.exe', '<b>支付网关</b> 内部签发 CA 二〇二六', 'x'.repeat(120), '=HYPERLINK("x")']
  const columns = `parent_identifier, type, subject, serial_number, vendor_status, algorithm, key_size, sign_algorithm,
    sha256, not_before, not_after, pem, crl_status, crl_url, crl_days, issued_count, total_count, read_at`
  for (let ca = 0; ca < 40; ca += 1) {
    const named = `insert into authorities (identifier, common_name, ${columns}) select 'many-' || ?, ?, ${columns} from authorities limit 1`
    change(stack, named, String(ca), names[ca] ?? `Issuing CA ${String(ca)}`)
  }
  const held = `update certificates set ca_identifier = 'many-' || (number % 40), not_after = not_after + 1`
  for (const locale of ['en-GB', 'zh-CN'] as const) {
    const page = await pageOf('operator', { locale })
    // A pass over the list, once a minute, takes it back: then once more.
    change(stack, held)
    await page.goto('/')
    const legend = page.getByRole('list', { name: locale === 'zh-CN' ? '签发 CA' : 'Issuing CAs' })
    await expect(legend.getByRole('listitem')).toHaveCount(6)
    await expect(legend).toContainText(locale === 'zh-CN' ? /其他 \d+ 个 CA/ : /\d+ other CAs/)
    expect(
      await troubleOf(page, 'forty CAs', [
        { size: desk, colorScheme: 'light' },
        { size: enlarged, colorScheme: 'dark' },
      ]),
    ).toEqual([])
    await expect(async () => {
      change(stack, held)
      await page.goto('/')
      const others = legend.getByRole('link').last()
      const count = Number(await others.locator('span').last().textContent())
      await others.click()
      await expect(page).toHaveURL(/ca=many-\d+&ca=many-/)
      expect(count).toBeGreaterThan(0)
      expect(await expectList(page)).toBe(count)
    }).toPass()
  }
})

const phone = { width: 390, height: 844 }
for (const { viewport, name, alarms } of [
  { viewport: desk, name: 'at 1440 px', alarms: 0 },
  { viewport: phone, name: 'at 390 px', alarms: 0 },
  { viewport: phone, name: 'at 390 px, but for what waits for a person', alarms: 3 },
]) {
  test(`nothing moves when the figures come, ${name}`, async ({ stack, pageOf }) => {
    const raised = `insert into alarms (id, kind, subject, details, raised_at, comment)
      values (?, 'not_published', ?, '{}', 0, '')`
    for (let alarm = 0; alarm < alarms; alarm += 1) change(stack, raised, `alarm-${String(alarm)}`, String(alarm))
    // Where nothing was revoked in half a year there is a sentence and no plot.
    change(
      stack,
      `update certificates set revoke_time = ? where vendor_status = 'REVOKE'`,
      String(Date.now() - 86_400_000),
    )
    const page = await pageOf('viewer', { viewport })
    const held = await holdPages(stack)
    await page.goto(held.origin, { waitUntil: 'commit' })
    await expect(page.locator('[aria-busy="true"]').first()).toBeVisible()
    const heading = (name: string) => page.getByRole('heading', { name, exact: true }).filter({ visible: true })
    const marks = {
      overview: heading('Overview'),
      attention: heading('Needs a person'),
      counts: heading('Certificates'),
      timeline: heading('Expiry by week'),
      issued: heading('Issued per week'),
      revoked: heading('Revoked per week'),
      expiring: heading('Expiring soon'),
    }
    const waiting = await boxesOf(page, marks)
    const strip = await stripHeight(page)
    held.release()
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    // Nobody knows before how much waits for a person; in one column what stands below begins so much lower.
    const grown = viewport === desk ? 0 : (await stripHeight(page)) - strip
    if (await page.getByText('Nothing needs a person.').isVisible()) expect(grown).toBeLessThanOrEqual(1)
    if (alarms > 0) expect(grown).toBeGreaterThan(1)
    const expected = waiting.map((box) =>
      ['overview', 'attention'].includes(box.name) ? box : { ...box, top: box.top + grown },
    )
    expect(moved(expected, await boxesOf(page, marks))).toEqual([])
    // Nor would it with other numbers than these.
    await page.evaluate(countMillions)
    expect(moved(expected, await boxesOf(page, marks))).toEqual([])
    change(stack, `delete from alarms where id like 'alarm-%'`)
    await page.goto('about:blank')
    await held.stop()
  })
}

async function stripHeight(page: Page): Promise<number> {
  const strip = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Needs a person' }) })
  return (await strip.filter({ visible: true }).boundingBox())?.height ?? 0
}

/** Runs in the page: every number of certificates in its figures is one of millions. */
function countMillions(): void {
  const counts = /(?<![\d-])\d[\d,]*(?![\d-]| weeks| d\b)/g
  for (const name of ['counts', 'timeline', 'issued', 'revoked']) {
    const section = document.querySelector(`section[aria-labelledby="${name}"]`)
    if (section === null) throw new Error(`no ${name}`)
    const texts = document.createTreeWalker(section, NodeFilter.SHOW_TEXT)
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode())
      text.nodeValue = (text.nodeValue ?? '').replace(counts, '1,234,567')
  }
}

/** The week in which most certificates end, as its link tells. */
async function fullest(page: Page): Promise<{ link: Locator; count: number }> {
  const links = page.getByRole('list', { name: 'Expiry by week' }).getByRole('link')
  await expect(links).toHaveCount(56)
  const labels = await links.evaluateAll((all) => all.map((link) => link.getAttribute('aria-label') ?? ''))
  const counts = labels.map((label) => toldBy(label).count)
  const count = Math.max(...counts)
  expect(count).toBeGreaterThan(0)
  return { link: links.nth(counts.indexOf(count)), count }
}

function toldBy(label: string): { day: string; count: number } {
  const [, day = '', count = ''] = /^Week of (\S+): (\d+|no)/.exec(label) ?? []
  return { day, count: count === 'no' ? 0 : Number(count) }
}

/** How many the list says that there are, once it has what its address asks for; as many rows stand in it. */
async function expectList(page: Page): Promise<number> {
  const answer = await page.request.get(`/api/certificates${new URL(page.url()).search}`)
  const { total } = (await answer.json()) as { total: number }
  await expect(page.getByRole('status').filter({ hasText: new RegExp(`^${String(total)} `) })).toBeVisible()
  return total
}
