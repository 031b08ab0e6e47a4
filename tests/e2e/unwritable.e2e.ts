import { spawnSync } from 'node:child_process'
import type { Page } from '@playwright/test'
import { canMount, smallDisk, type SmallDisk } from '#tests/support/full-disk.ts'
import { query, startOwnPostgres, type OwnPostgres } from '#tests/support/postgres.ts'
import { expectAccessible } from './support/axe.ts'
import { expect, test as base } from './support/fixtures.ts'
import { fillRevokeDialog, openCertificate, openRevokeDialog, revoke, serialOf } from './support/main-path.ts'
import { root, startStack, type Stack } from './support/stack.ts'
import { emptyLog } from './support/stored.ts'

// A console whose store takes nothing, or is not there: no call leaves, the page says why, reading goes on, and when
// the store is back everything works without a restart.

const CREATE_REVOKE = 'CreateRevokeClientCertificate'

/** A certificate that the list shows. */
async function listedCertificate(stack: Stack, page: Page, commonName: string): Promise<string> {
  const identifier = await stack.issue({ commonName })
  await page.goto(`/certificates?q=${commonName}`)
  await page.getByRole('button', { name: 'Read again' }).click()
  await expect(rowOf(page, commonName)).toBeVisible({ timeout: 30_000 })
  return identifier
}

function rowOf(page: Page, commonName: string) {
  return page.getByRole('row', { name: commonName })
}

/** The list goes on, says why and how old it is, and its row's button is off with the reason. */
async function expectListHeldOff(page: Page, commonName: string, cause: RegExp): Promise<void> {
  await page.goto(`/certificates?q=${commonName}`)
  const notice = page.getByRole('status').filter({ hasText: 'Nothing can be recorded now' })
  // What a write has shown is believed for ten seconds.
  await expect(notice).toContainText(cause, { timeout: 30_000 })
  await expect(page.getByText(/\d of \d+ read, .*ago/)).toBeVisible()
  const button = rowOf(page, commonName).getByRole('button', { name: 'Revoke' })
  await expect(button).toHaveAttribute('title', 'Revoke is off: nothing can be recorded now.')
  await expect(button).toBeDisabled()
  await expectAccessible(page)
}

/** The certificate's page is there, as of its last reading; both acts are visible, off, and say why. */
async function expectDetailHeldOff(page: Page, identifier: string, cause: RegExp): Promise<void> {
  await openCertificate(page, identifier)
  await expect(page.getByRole('status').filter({ hasText: cause })).toContainText(/as of .* ago/)
  const off = 'is off: nothing can be recorded now, and nothing is sent without a record.'
  const revokeButton = page.getByRole('button', { name: 'Revoke', exact: true })
  await expect(revokeButton).toHaveAttribute('title', `Revoke ${off}`)
  await expect(revokeButton).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Delete permanently…' })).toBeDisabled()
  await expectAccessible(page)
}

/** The page without the words that say that nothing can be recorded: what the store takes again is seen at a reload. */
async function expectBack(page: Page, stack: Stack, identifier: string, commonName: string): Promise<void> {
  await expect(async () => {
    await page.goto(`/certificates?q=${commonName}`)
    await expect(rowOf(page, commonName).getByRole('button', { name: 'Revoke' })).toBeEnabled({ timeout: 1_000 })
  }).toPass()
  await revoke(page, identifier)
  expect(await stack.callsOn(CREATE_REVOKE, identifier)).toHaveLength(1)
}

if (canMount()) {
  const test = base.extend<object, { disk: SmallDisk; stack: Stack }>({
    disk: [
      async ({}, use) => {
        const disk = smallDisk(64 * 1024 * 1024)
        await use(disk)
        disk.remove()
      },
      { scope: 'worker' },
    ],
    stack: [
      async ({ disk }, use) => {
        const stack = await startStack({ dataDir: disk.folder })
        await use(stack)
        disk.makeRoom()
        await stack.stop()
      },
      { scope: 'worker', timeout: 120_000 },
    ],
  })
  test.describe('a store on a small disk', () => {
    test.use({ expectedErrors: [/status of 503 /] })
    test.afterEach(({ disk }) => disk.makeRoom())

    test('with a full disk everything can be read, and nothing is sent', async ({
      stack,
      disk,
      operatorPage: page,
    }) => {
      const revoked = await stack.issue()
      await revoke(page, revoked)
      const receipt = page.url()
      const identifier = await listedCertificate(stack, page, 'full-disk.example')
      await emptyLog(stack)
      disk.fill()
      await expectListHeldOff(page, 'full-disk.example', /The disk of the console’s store is full/)
      await expectDetailHeldOff(page, identifier, /The disk of the console’s store is full/)
      await page.goto('/')
      await expect(page.getByRole('status').filter({ hasText: 'Nothing can be recorded now' })).toBeVisible()
      await expectAccessible(page)
      await page.goto(receipt)
      const deletion = page.getByRole('button', { name: 'Delete permanently…' })
      await expect(deletion).toHaveAttribute('title', /nothing can be recorded now/)
      await expect(deletion).toBeDisabled()
      await expectAccessible(page)
      for (const address of ['/operations', '/authorities', '/audit', '/settings']) {
        await page.goto(address)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await expect(page.getByText('This page could not be shown')).toHaveCount(0)
      }
      expect(await stack.callsOn(CREATE_REVOKE, identifier)).toEqual([])
      disk.makeRoom()
      await expectBack(page, stack, identifier, 'full-disk.example')
    })

    test('a disk that fills up while the dialog is open: nothing is sent, the entries stay, and it says why', async ({
      stack,
      disk,
      operatorPage: page,
    }) => {
      const identifier = await stack.issue()
      await openCertificate(page, identifier)
      const dialog = await openRevokeDialog(page)
      await fillRevokeDialog(page, await serialOf(page, identifier))
      await emptyLog(stack)
      disk.fill()
      await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
      const alert = dialog.getByRole('alert').filter({ hasText: 'Nothing was sent, your entries are kept.' })
      await expect(alert).toContainText(/The disk of the (console’s )?store is full/)
      await expect(dialog.getByLabel('Ticket')).toHaveValue('INC-20471')
      await expect(dialog.getByLabel('Reason')).toHaveValue('keyCompromise')
      await expectAccessible(page)
      expect(await stack.callsOn(CREATE_REVOKE, identifier)).toEqual([])
      disk.makeRoom()
      const [again, confirm] = [
        dialog.getByRole('button', { name: 'Read again' }),
        dialog.getByRole('button', { name: 'Revoke certificate' }),
      ]
      // Asked for only where the reading of a moment ago is too old already.
      await expect(async () => {
        if (await again.isVisible()) await again.click()
        await expect(confirm).toBeEnabled({ timeout: 2_000 })
      }).toPass()
      await confirm.click()
      await expect(page.getByRole('region', { name: 'Revocation receipt' })).toContainText('RequestId')
      expect(await stack.callsOn(CREATE_REVOKE, identifier)).toHaveLength(1)
    })
  })
} else {
  base('a full disk, without root: in a user namespace, where these tests pass as a whole', () => {
    const playwright = [
      'node_modules/@playwright/test/cli.js',
      'test',
      'unwritable',
      '--grep',
      'disk',
      '--reporter=line',
    ]
    const inNamespace = ['--user', '--map-root-user', '--mount', process.execPath, ...playwright]
    const { status, stdout } = spawnSync('unshare', inNamespace, { cwd: root, encoding: 'utf8' })
    expect(status, stdout).toBe(0)
  })
}

const test = base.extend<object, { postgres: OwnPostgres; stack: Stack }>({
  postgres: [
    async ({}, use) => {
      const postgres = await startOwnPostgres()
      await use(postgres)
      await postgres.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  stack: [
    async ({ postgres }, use) => {
      const stack = await startStack({ env: { DATABASE_URL: postgres.url, RESCIND_SINGLE_REPLICA: '1' } })
      await use(stack)
      await stack.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

test.describe('a store on PostgreSQL', () => {
  test.use({ expectedErrors: [/status of 503 .* \/api\/|status of 500 .* \/certificates|Minified React error #441/] })

  test('made read-only: everything can be read, and nothing is sent', async ({
    stack,
    postgres,
    operatorPage: page,
  }) => {
    const identifier = await listedCertificate(stack, page, 'read-only.example')
    await setReadOnly(postgres, 'on')
    try {
      await expectListHeldOff(page, 'read-only.example', /The console’s store is read-only/)
      await expectDetailHeldOff(page, identifier, /The console’s store is read-only/)
      expect(await stack.callsOn(CREATE_REVOKE, identifier)).toEqual([])
    } finally {
      await setReadOnly(postgres, 'off')
    }
    await expectBack(page, stack, identifier, 'read-only.example')
  })

  test('stopped: pages and API say why, and go on by themselves when it is back', async ({
    stack,
    postgres,
    pageOf,
  }) => {
    const [page, other] = [await pageOf('operator'), await pageOf('operator', { locale: 'zh-CN' })]
    const identifier = await listedCertificate(stack, page, 'stopped.example')
    await openCertificate(page, identifier)
    await postgres.halt()
    await page.getByRole('button', { name: 'Revoke', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Revoke this certificate?' })
    await expect(dialog.getByRole('alert')).toContainText('The store does not answer.', { timeout: 30_000 })
    await expectAccessible(page)
    const problem = await page.request.get('/api/certificates')
    expect(problem.status()).toBe(503)
    expect(problem.headers()['content-type']).toContain('application/problem+json')
    expect(await problem.json()).toMatchObject({ code: 'store_unavailable', failure: 'unreachable' })
    const answer = await page.goto('/certificates')
    expect(answer?.status()).toBeGreaterThanOrEqual(500)
    const said = page.getByRole('alert').filter({ hasText: 'The console’s store cannot be used' })
    await expect(said).toContainText('the database is stopped, or cannot be reached from here')
    await expect(said).toContainText('no certificate was touched')
    await expectAccessible(page)
    await other.goto(`/certificates/${identifier}`)
    await expect(other.getByRole('alert').filter({ hasText: '控制台的存储不可用' })).toContainText('数据库已停止')
    await expectAccessible(other)
    expect(await stack.callsOn(CREATE_REVOKE, identifier)).toEqual([])
    await postgres.resume()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { name: 'Certificates' })).toBeVisible()
    await expectBack(page, stack, identifier, 'stopped.example')
  })
})

/** For open connections too; each believes it from its next transaction on. */
async function setReadOnly({ url }: OwnPostgres, word: 'on' | 'off'): Promise<void> {
  await query(url, `alter system set default_transaction_read_only = ${word}`)
  await query(url, 'select pg_reload_conf()')
}
