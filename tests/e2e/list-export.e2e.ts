import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { expect, test } from './support/fixtures.ts'

// The list as a file, by its own button.

type Trailer = { rows: number; sha256: string; filter: Record<string, unknown>; sort: string; format: string }

/** The README's way to check: the SHA-256 of all but the last line stands in the last line. */
function checked(bytes: Buffer): Trailer {
  const at = bytes.lastIndexOf('\n', -2) + 1
  const line = /\{.*\}/.exec(bytes.subarray(at).toString().replaceAll('""', '"'))?.[0] ?? '{}'
  const { trailer } = JSON.parse(line) as { trailer: Trailer }
  expect(trailer.sha256).toBe(createHash('sha256').update(bytes.subarray(0, at)).digest('hex'))
  return trailer
}

test('what is downloaded is the list that is shown, with its hash and count', async ({ viewerPage: page }) => {
  await page.goto('/certificates?type=client&status=valid&sort=-not_after')
  const total = Number(/^([\d,]+)/.exec(await page.getByText(/\d match(es)?$/).innerText())?.[1]?.replaceAll(',', ''))
  expect(total).toBeGreaterThan(1)
  for (const [name, format] of [
    ['CSV', 'csv'],
    ['JSONL', 'jsonl'],
    ['PEM bundle', 'pem'],
  ] as const) {
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const panel = page.getByRole('group', { name: 'Export the list' })
    await expect(panel).toContainText(`${total.toLocaleString('en')} certificates`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('link', { name: new RegExp(`^${name}`) }).click(),
    ])
    await expect(panel).toBeHidden()
    expect(download.suggestedFilename()).toMatch(new RegExp(`^rescind-certificates-[0-9-]+\\.${format}$`))
    const trailer = checked(await readFile(await download.path()))
    expect(trailer).toMatchObject({
      rows: total,
      format,
      filter: { type: ['client'], status: ['valid'] },
      sort: '-not_after',
    })
  }
})

test('an export that its reader gives up leaves room for the next ones', async ({ stack, cookieOf }) => {
  const ask = (until: 'first_byte' | 'end') =>
    new Promise<number>((resolve, reject) => {
      const url = new URL('/api/certificates/export?format=pem', stack.origin)
      const asked = request(url, { headers: { cookie: cookieOf.viewer ?? '' } }, (answer) => {
        answer.on('error', () => resolve(answer.statusCode ?? 0))
        answer.on('data', () => until === 'first_byte' && answer.destroy())
        answer.on('close', () => resolve(answer.statusCode ?? 0))
      })
      asked.on('error', reject)
      asked.end()
    })
  // Each is known to be given up a moment after it is.
  for (let round = 0; round < 5; round += 1) await expect.poll(() => ask('first_byte')).toBe(200)
  await expect.poll(() => ask('end')).toBe(200)
})

test.describe('an export that is refused', () => {
  test.use({ expectedErrors: [/Failed to load resource/] })

  test('says why, in its panel and aloud', async ({ pageOf }) => {
    const page = await pageOf('viewer')
    await page.goto('/certificates')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const panel = page.getByRole('group', { name: 'Export the list' })
    await page.context().clearCookies()
    await panel.getByRole('link', { name: /^CSV/ }).click()
    await expect(
      page.getByRole('alert').filter({ hasText: 'Your session has ended. Nothing was exported' }),
    ).toHaveCount(1)
    await expect(panel).toContainText('Your session has ended. Nothing was exported')
    expect(await page.evaluate(() => document.cookie)).not.toContain('export')
  })
})

test('nothing is offered for an address that the list cannot read', async ({ viewerPage: page }) => {
  await page.goto('/certificates?expires_before=soon')
  await expect(page.getByRole('heading').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Export', exact: true })).toHaveCount(0)
})
