import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'

/**
 * A Chromium for the tests, on any machine: RESCIND_TEST_BROWSER, else Chrome or Chromium on PATH, else Playwright's own
 * (downloaded if it can be), else, as root on Debian, its package. Throws a sentence when there is none to be had.
 */
export function findBrowser(): string {
  const named = process.env['RESCIND_TEST_BROWSER']
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named
    throw new Error('RESCIND_TEST_BROWSER names no file')
  }
  return onPath() ?? playwrightsOwn() ?? debians() ?? none()
}

function onPath(): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
  const macs = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
  const candidates = [...names.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...macs]
  return candidates.find((candidate) => existsSync(candidate)) ?? null
}

function playwrightsOwn(): string | null {
  if (existsSync(chromium.executablePath())) return chromium.executablePath()
  process.stderr.write('rescind: no Chromium on PATH; trying to fetch one\n')
  spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'], {
    stdio: 'ignore',
    timeout: 180_000,
  })
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null
}

function debians(): string | null {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return null
  process.stderr.write('rescind: installing the chromium package\n')
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const
  spawnSync('apt-get', ['update'], options)
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options)
  return onPath()
}

function none(): never {
  throw new Error('no Chromium was found and none could be installed; set RESCIND_TEST_BROWSER to one')
}
