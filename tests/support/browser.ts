import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'

/**
 * A Chromium for the tests, on any machine: RESCIND_TEST_BROWSER, else one without windows (which does the same pages
 * with two thirds of the work), else Chrome or Chromium on PATH, else Playwright's own (downloaded if it can be). As
 * root on Debian both may come from its packages. Throws a sentence when there is none to be had.
 */
export function findBrowser(): string {
  const named = process.env['RESCIND_TEST_BROWSER']
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named
    throw new Error('RESCIND_TEST_BROWSER names no file')
  }
  return withoutWindows() ?? withWindows() ?? playwrightsOwn() ?? debians('chromium', withWindows) ?? none()
}

function withoutWindows(): string | null {
  const find = () => onPath(['chromium-headless-shell', 'chrome-headless-shell'])
  return find() ?? debians('chromium-headless-shell', find)
}

function withWindows(): string | null {
  const macs = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
  return onPath(names) ?? macs.find((mac) => existsSync(mac)) ?? null
}

function onPath(names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
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

/** Removes and upgrades nothing that is there, and soon gives up where the packages cannot be reached. */
function debians(name: string, find: () => string | null): string | null {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return null
  process.stderr.write(`rescind: installing the ${name} package\n`)
  const patience = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20']
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const
  spawnSync('apt-get', [...patience, 'update'], options)
  spawnSync(
    'apt-get',
    [...patience, 'install', '-y', '--no-install-recommends', '--no-remove', '--no-upgrade', name],
    options,
  )
  return find()
}

function none(): never {
  throw new Error('no Chromium was found and none could be installed; set RESCIND_TEST_BROWSER to one')
}
