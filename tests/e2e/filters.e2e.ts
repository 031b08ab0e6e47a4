import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'

// The bars of conditions over the audit log and over the operations: what is typed stays until it is asked for, the
// focus stays where it was, and the fields are what the address says.

const bars = [
  {
    address: '/audit',
    bar: 'Filter the audit log',
    search: 'Search the audit log',
    until: 'To, UTC',
    who: 'Who (e-mail)',
  },
  {
    address: '/operations',
    bar: 'Filter operations',
    search: 'Search operations',
    until: 'Before, UTC',
    who: 'By (e-mail)',
  },
]

for (const { address, bar, search, until, who } of bars) {
  test(`${address}: a date is typed key by key and asked for at the end`, async ({ auditorPage: page }) => {
    await page.goto(address)
    const from = page.getByRole('search', { name: bar }).getByLabel('From, UTC')
    // Day and month alike: which comes first is the browser's own business.
    await from.click({ position: { x: 12, y: 12 } })
    await page.keyboard.type('11112025', { delay: 60 })
    await expect(from).toHaveValue('2025-11-11')
    await expect(from).toBeFocused()
    expect(new URL(page.url()).search).toBe('')
    // A digit of the year corrected: between two keys it is a whole date of another age.
    await page.keyboard.type('2026', { delay: 60 })
    await expect(from).toHaveValue('2026-11-11')
    expect(new URL(page.url()).search).toBe('')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await expect(page).toHaveURL(`${address}?from=2026-11-11`)
    await expect(from).toHaveValue('2026-11-11')
  })

  test(`${address}: a choice keeps the focus and what was typed beside it`, async ({ auditorPage: page }) => {
    await page.goto(address)
    const form = page.getByRole('search', { name: bar })
    await form.getByLabel(who).fill('nobody@example.test')
    await form.getByLabel(until).fill('2026-12-24')
    const outcome = form.getByLabel('Outcome')
    await outcome.focus()
    await outcome.selectOption('needs_human')
    await expect.poll(() => asked(page)).toMatchObject({ to: '2026-12-24' })
    expect(Object.values(asked(page))).toContain('needs_human')
    expect(Object.values(asked(page))).toContain('nobody@example.test')
    await expect(outcome).toBeFocused()
    await expect(outcome).toHaveValue('needs_human')
  })

  test(`${address}: going back fills the fields with what is asked for again`, async ({ auditorPage: page }) => {
    await page.goto(`${address}?q=first`)
    const form = page.getByRole('search', { name: bar })
    const box = form.getByRole('searchbox', { name: search })
    await box.fill('second')
    await box.press('Enter')
    await expect(page).toHaveURL(`${address}?q=second`)
    await expect(box).toBeFocused()
    await form.getByLabel('Outcome').selectOption('needs_human')
    await expect.poll(() => Object.values(asked(page))).toContain('needs_human')
    await box.fill('never asked for')
    await page.goBack()
    await expect(page).toHaveURL(`${address}?q=second`)
    await expect(box).toHaveValue('second')
    await expect(form.getByLabel('Outcome')).toHaveValue('')
    await page.goBack()
    await expect(box).toHaveValue('first')
  })
}

test('/certificates: a day of expiry is typed key by key, and asked for once it is whole', async ({
  viewerPage: page,
}) => {
  await page.goto('/certificates')
  const from = page.getByRole('group', { name: 'Expires' }).getByLabel('From')
  await from.click({ position: { x: 12, y: 12 } })
  await page.keyboard.type('11112025', { delay: 60 })
  await expect.poll(() => asked(page)).toEqual({ expires_after: '2025-11-11' })
  await expect(from).toBeFocused()
  await expect(from).toHaveValue('2025-11-11')
  await page.getByRole('searchbox', { name: 'Search certificates' }).focus()
  await page.goBack()
  await expect(from).toHaveValue('')
})

test('/certificates: a day that was typed before the page was taken over is asked for', async ({
  viewerPage: page,
}) => {
  const scripts = Promise.withResolvers<undefined>()
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await scripts.promise
    await route.continue()
  })
  await page.goto('/certificates', { waitUntil: 'commit' })
  const from = page.getByRole('group', { name: 'Expires' }).getByLabel('From')
  await from.click({ position: { x: 12, y: 12 } })
  await page.keyboard.type('11112025')
  await expect(from).toHaveValue('2025-11-11')
  scripts.resolve(undefined)
  await expect.poll(() => asked(page)).toEqual({ expires_after: '2025-11-11' })
})

test('/certificates: a window of days is the same chosen and typed', async ({ operatorPage: page }) => {
  await page.goto('/certificates?expires_after=2020-01-01')
  const choice = page.getByRole('radio', { name: /^Within 30 days/ })
  await choice.check()
  await expect.poll(() => asked(page)).toEqual({ expires_within: '30' })
  await expect(page.getByRole('search')).toContainText('expireswithin30 days')
  await page.goto('/certificates')
  const box = page.getByRole('search').getByRole('searchbox')
  await box.fill('expires<30d')
  await expect(choice).toBeChecked()
  await box.press('Enter')
  await expect.poll(() => asked(page)).toEqual({ expires_within: '30' })
  await expect(choice).toBeChecked()
})

function asked(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams)
}

test('several values of one condition stay while another is asked for', async ({ operatorPage: page }) => {
  await page.goto('/operations?state=unknown&state=needs_human')
  const form = page.getByRole('search', { name: 'Filter operations' })
  const outcome = form.getByLabel('Outcome')
  await expect(outcome.locator('option:checked')).toHaveText(/,/)
  await form.getByLabel('Search operations').fill('pay')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/q=pay/)
  expect(new URL(page.url()).searchParams.getAll('state')).toEqual(['unknown', 'needs_human'])
  await outcome.selectOption('needs_human')
  await expect(page).not.toHaveURL(/unknown/)
  await expect(outcome).toHaveValue('needs_human')
})

for (const { address, bar, search, who } of bars) {
  test(`${address}: what was typed before the page was taken over is asked for`, async ({ auditorPage: page }) => {
    const scripts = Promise.withResolvers<undefined>()
    await page.route(/\/_next\/static\/.*\.js/, async (route) => {
      await scripts.promise
      await route.continue()
    })
    await page.goto(address, { waitUntil: 'commit' })
    const form = page.getByRole('search', { name: bar }).filter({ visible: true })
    await form.getByLabel(search).fill('typed early')
    await form.getByLabel('Outcome').selectOption('refused')
    scripts.resolve(undefined)
    await page.waitForLoadState('networkidle')
    await form.getByLabel(who).fill('nobody@example.test')
    await form.getByLabel(search).press('Enter')
    await expect.poll(() => Object.values(asked(page))).toEqual(expect.arrayContaining(['typed early', 'refused']))
    await expect(form.getByLabel(search)).toHaveValue('typed early')
  })
}
