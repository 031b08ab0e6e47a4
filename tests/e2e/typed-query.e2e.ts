import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { holdAnswers } from './support/boxes.ts'
import { expect, test } from './support/fixtures.ts'

// The search box, its chips and the facets are one query: what is typed is ticked, what is ticked is a chip, and the
// address brings all of it to another browser.

const boxOf = (page: Page): Locator => page.getByRole('searchbox', { name: 'Search certificates' })
const choice = (page: Page, name: RegExp): Locator =>
  page.getByRole('group', { name: 'Filters' }).getByRole('checkbox', { name })
const chip = (page: Page, writing: string): Locator =>
  page.getByRole('link', { name: `Remove the condition ${writing}`, exact: true })

test('typed conditions are ticks while they are typed, chips with Enter, and the same in another browser', async ({
  viewerPage: page,
  pageOf,
}) => {
  await page.goto('/certificates')
  await boxOf(page).fill('status:revoked -type:server issued<1y')
  await expect(choice(page, /^Revoked/)).toBeChecked()
  await boxOf(page).press('Enter')
  await expect.poll(() => asked(page)).toEqual({ q: '-type:server issued<1y', status: 'revoked' })
  await expect(boxOf(page)).toHaveValue('')
  await expect(page.getByRole('link', { name: 'Remove the condition on status' })).toBeVisible()

  const other = await pageOf('viewer')
  await other.goto(page.url())
  await expect(choice(other, /^Revoked/)).toBeChecked()
  await expect(choice(other, /^not Server/)).toBeChecked()
  await expect(boxOf(other)).toHaveValue('')
  await expect(other.getByRole('search')).toContainText('issuedwithin the last1 year')
  await expectAccessible(other)

  await boxOf(other).fill('example')
  await expect.poll(() => asked(other)).toEqual({ q: '-type:server issued<1y example', status: 'revoked' })
  await chip(other, 'issued<1y').click()
  await expect.poll(() => asked(other)).toEqual({ q: '-type:server example', status: 'revoked' })
  await expect(boxOf(other)).toHaveValue('example')
  await choice(other, /^Revoked/).uncheck()
  await expect.poll(() => asked(other)).toEqual({ q: '-type:server example' })
})

test('a value is turned away with the keyboard, and left open again', async ({ viewerPage: page }) => {
  await page.goto('/certificates')
  await choice(page, /^Server/).focus()
  await page.keyboard.press('Tab')
  const exclude = page.getByRole('button', { name: 'not Server' })
  await expect(exclude).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(() => asked(page)).toEqual({ q: '-type:server' })
  await expect(exclude).toHaveAttribute('aria-pressed', 'true')
  await expect(choice(page, /^not Server/)).toBeChecked()
  await expect(page.getByRole('search')).toContainText('nottypeisServer')
  await expect(page.getByRole('cell', { name: 'Client' }).first()).toBeVisible()
  await expect(page.getByRole('cell', { name: 'Server', exact: true })).toHaveCount(0)
  await choice(page, /^not Server/).press(' ')
  await expect.poll(() => asked(page)).toEqual({})
  await expect(choice(page, /^Server/)).not.toBeChecked()
})

test('what a certificate lacks is ticked', async ({ viewerPage: page }) => {
  await page.goto('/certificates?type=client')
  await choice(page, /^CRL pointer: none/).click()
  await expect.poll(() => asked(page)).toEqual({ q: 'crl:none', type: 'client' })
  await choice(page, /^No valid replacement/).click()
  await expect.poll(() => asked(page)).toEqual({ q: 'crl:none replacement:none', type: 'client' })
  await page.reload()
  await expect(choice(page, /^CRL pointer: none/)).toBeChecked()
  await chip(page, 'crl:none').click()
  await expect(choice(page, /^CRL pointer: none/)).not.toBeChecked()
  await expect(choice(page, /^No valid replacement/)).toBeChecked()
})

test('what cannot be read stays, says where, offers the remedy, and asks for nothing', async ({ viewerPage: page }) => {
  const questions: string[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (pathname === '/api/certificates' && searchParams.has('q')) questions.push(searchParams.get('q') ?? '')
  })
  await page.goto('/certificates')
  const rows = page.getByRole('table').getByRole('row')
  await expect(rows.nth(2)).toBeVisible()
  const before = await rows.count()
  await boxOf(page).fill('type:client stauts:revoked')
  await boxOf(page).press('Enter')
  const alert = page.getByRole('search').getByRole('alert')
  await expect(alert).toContainText('stauts at character 13 is no field that can be searched.')
  await expect(boxOf(page)).toHaveAccessibleDescription(/no field/)
  await expectAccessible(page)
  expect(await rows.count()).toBe(before)
  expect(questions).toEqual([])
  expect(asked(page)).toEqual({})
  await alert.getByRole('button', { name: 'Write status' }).click()
  await expect(boxOf(page)).toHaveValue('type:client status:revoked')
  await expect(boxOf(page)).toBeFocused()
  await expect(alert).toHaveCount(0)
  await expect(choice(page, /^Revoked/)).toBeChecked()
  await boxOf(page).press('Enter')
  await expect.poll(() => asked(page)).toEqual({ status: 'revoked', type: 'client' })
})

test('an address with a query that cannot be read says where, and leads to what was meant', async ({
  viewerPage: page,
}) => {
  await page.goto('/certificates?q=type%3Asever&status=revoked')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The address asks with a query that cannot be read')
  await expect(page.getByRole('main')).toContainText('sever at character 6 is no value of this field.')
  await page.getByRole('link', { name: 'Ask like that' }).click()
  await expect(choice(page, /^Server/)).toBeChecked()
  await expect(choice(page, /^Revoked/)).toBeChecked()
})

test('fields and values are completed with the keyboard, and Enter alone searches', async ({ viewerPage: page }) => {
  await page.goto('/certificates')
  const box = boxOf(page)
  const list = page.getByRole('listbox', { name: 'What can be typed here' })
  await box.focus()
  await page.keyboard.type('stat')
  await expect(list.getByRole('option')).toHaveText([/^status:/])
  await page.keyboard.press('ArrowDown')
  await expect(list.getByRole('option', { selected: true })).toContainText('status:')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(box).toHaveValue('status:')
  await page.keyboard.type('r')
  await expect(list.getByRole('option')).toHaveText([/^revoked/])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await expect(box).toHaveValue('status:revoked')
  await expect(box).toBeFocused()
  await expect(list).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect.poll(() => asked(page)).toEqual({ status: 'revoked' })

  await page.keyboard.type('se')
  await expect(list).toBeVisible()
  await page.keyboard.press('Enter')
  await expect.poll(() => asked(page)).toEqual({ q: 'se', status: 'revoked' })
  await expect(box).toHaveValue('se')
  await page.keyboard.type('r')
  await expect(list).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(list).toHaveCount(0)
  await expect(box).toHaveValue('ser')
})

test('authorities are offered by names that cannot lie', async ({ viewerPage: page }) => {
  await page.goto('/certificates')
  await boxOf(page).pressSequentially('ca:')
  const options = page.getByRole('listbox').getByRole('option')
  await expect(options.first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect.poll(() => Object.keys(asked(page))).toEqual(['ca'])
})

test('a later page stays it when its conditions become chips', async ({ viewerPage: page }) => {
  await page.goto('/certificates?q=type%3Aclient&limit=2')
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Next' }).click()
  await expect.poll(() => asked(page)['cursor']).toBeDefined()
  await boxOf(page).press('Enter')
  await expect.poll(() => asked(page)).toMatchObject({ type: 'client', cursor: asked(page)['cursor'] })
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await expect(page.getByRole('cell', { name: 'Client' })).toHaveCount(2)
})

test.describe('a search under way', () => {
  /** Parts of the page that are not loaded yet: the reader of typed queries among them. */
  const CODE = /\/_next\/static\/.*\.js/
  /** Longer than a typed text waits for its next letter. What must not happen has no event that could be waited for. */
  const settled = (page: Page) => page.waitForTimeout(600)

  test('is called off with the cross that clears the box', async ({ viewerPage: page }) => {
    await page.goto('/certificates')
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    const release = await holdAnswers(page, CODE)
    await boxOf(page).pressSequentially('foo')
    await settled(page)
    await page.getByRole('button', { name: 'Clear the search' }).click()
    await release()
    await settled(page)
    expect(asked(page)).toEqual({})
    await expect(boxOf(page)).toHaveValue('')
  })

  test('is called off when a certificate is opened', async ({ viewerPage: page }) => {
    await page.goto('/certificates')
    const first = page.locator('tbody tr [data-phone="name"] a').first()
    const detail = `**${(await first.getAttribute('href')) ?? ''}`
    await first.click()
    await page.waitForURL(detail)
    await page.goBack()
    await expect(first).toBeVisible()
    const release = await holdAnswers(page, CODE)
    await boxOf(page).pressSequentially('foo')
    await settled(page)
    await first.click()
    await page.waitForURL(detail)
    await expect(boxOf(page)).toHaveCount(0)
    await release()
    await settled(page)
    expect(page.url()).toContain('/certificates/')
  })

  test('is called off by an address that came from elsewhere, which keeps its place in the history', async ({
    viewerPage: page,
  }) => {
    await page.goto('/certificates?q=example')
    await boxOf(page).fill('exam')
    await expect.poll(() => asked(page)).toEqual({ q: 'exam' })
    await boxOf(page).fill('foo')
    await page.goBack()
    await settled(page)
    expect(asked(page)).toEqual({ q: 'example' })
    await expect(boxOf(page)).toHaveValue('example')

    await boxOf(page).fill('exa')
    await expect.poll(() => asked(page)).toEqual({ q: 'exa' })
    await page.evaluate(() => history.pushState(null, '', '/certificates?q=view'))
    await expect(boxOf(page)).toHaveValue('view')
    await boxOf(page).fill('viewed')
    await expect.poll(() => asked(page)).toEqual({ q: 'viewed' })
    await page.goBack()
    await expect.poll(() => asked(page)).toEqual({ q: 'view' })
  })

  test('does not begin with half a word of an input method', async ({ viewerPage: page }) => {
    await page.goto('/certificates')
    await boxOf(page).focus()
    const browser = await page.context().newCDPSession(page)
    await browser.send('Input.imeSetComposition', { text: "zhi'fu", selectionStart: 6, selectionEnd: 6 })
    await expect(boxOf(page)).toHaveValue("zhi'fu")
    await settled(page)
    expect(asked(page)).toEqual({})
    await browser.send('Input.insertText', { text: '支付' })
    await expect.poll(() => asked(page)).toEqual({ q: '支付' })
    await expect(boxOf(page)).toHaveValue('支付')
  })
})

test.describe('what could not be asked', () => {
  test.use({
    expectedErrors: [
      /ERR_FAILED \/_next\/static\/|status of 400 .* \/api\/certificates$|Failed to load chunk|ChunkLoadError/,
    ],
  })

  test('a press that nothing reads is said to be lost', async ({ viewerPage: page }) => {
    await page.goto('/certificates')
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    await page.route(/\/_next\/static\/.*\.js/, (route) => route.abort())
    await choice(page, /^CRL pointer: none/).click()
    const alert = page.getByRole('group', { name: 'Filters' }).getByRole('alert')
    await expect(alert).toContainText('The choice was not made')
    await choice(page, /^Client/).check()
    await expect(alert).toBeEmpty()
  })

  test('a query that a view brings is refused by its own error', async ({ viewerPage: page }) => {
    await page.goto('/certificates')
    // Until the router has put its own there, it does not hear of an address that a script sets.
    await page.waitForFunction(() => !String(Reflect.get(history, 'pushState')).includes('[native code]'))
    await page.evaluate(() => history.pushState(null, '', '/certificates?q=type%3Asever&status=revoked'))
    await expect(page.getByRole('heading', { name: 'The address asks with a query that cannot be read' })).toBeVisible()
    const note = page.getByRole('search').getByRole('alert')
    await expect(note).toContainText('sever at character 6 is no value of this field.')
    await expect(note).not.toContainText('The list still shows')
    await page.getByRole('link', { name: 'Ask like that' }).click()
    await expect(choice(page, /^Server/)).toBeChecked()
    await expect(choice(page, /^Revoked/)).toBeChecked()
  })
})

test('all of it in Chinese', async ({ pageOf }) => {
  const page = await pageOf('viewer', { locale: 'zh-CN' })
  await page.goto('/certificates')
  const box = page.getByRole('search').getByRole('searchbox')
  // As an input method types it, with fullwidth signs.
  await box.fill('status：revoked expires<30d 支付')
  await expect(page.getByRole('checkbox', { name: /^已吊销/ })).toBeChecked()
  await box.press('Enter')
  await expect.poll(() => asked(page)).toEqual({ q: '支付', status: 'revoked', expires_within: '30' })
  await expect(page.getByRole('search')).toContainText('到期剩余不超过30 天')
  await expect(box).toHaveValue('支付')
  await box.fill('type:sever')
  await expect(page.getByRole('alert').filter({ hasText: '第 6 个字符处的' })).toContainText('不是该字段的有效值')
  await page.getByRole('button', { name: '改为 server' }).click()
  await expect(page.getByRole('checkbox', { name: /^服务端|^服务器/ })).toBeChecked()
})

function asked(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams)
}
