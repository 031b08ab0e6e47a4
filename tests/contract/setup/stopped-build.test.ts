import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '#tests/support/free-port.ts'

// A build that comes to no end, in a checkout of its own, with a stand-in for Next.

const root = path.resolve(import.meta.dirname, '../../..')
const endlessBuild = path.join(import.meta.dirname, 'fixtures', 'endless-build.mjs')
const NODE = ['--disable-warning=ExperimentalWarning', '--conditions=react-server']
const within = { timeout: 40_000 }
const running: ChildProcess[] = []
let checkout = ''

beforeEach(() => {
  checkout = mkdtempSync(path.join(os.tmpdir(), 'rescind-checkout-'))
  for (const name of ['lib', 'package.json', 'package-lock.json'])
    cpSync(path.join(root, name), at(name), { recursive: true })
  const bin = at('node_modules', 'next', 'dist', 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(path.join(bin, 'next'), `import(${JSON.stringify(pathToFileURL(endlessBuild))})`)
  for (const name of readdirSync(path.join(root, 'node_modules'))) {
    if (name !== 'next') symlinkSync(path.join(root, 'node_modules', name), at('node_modules', name))
  }
})
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  rmSync(checkout, { recursive: true, force: true })
})

function at(...names: string[]): string {
  return path.join(checkout, ...names)
}

function started(program: string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [...NODE, ...program], {
    cwd: checkout,
    env: { ...process.env, ...env },
    stdio: 'ignore',
  })
  running.push(child)
  return child
}

const npmRunBuild = () => started(['lib/setup/run.mjs', 'build'])

async function npmStart(): Promise<{ launcher: ChildProcess; emulatorUrl: string }> {
  const [port, emulatorPort] = [String(await freePort()), String(await freePort())]
  const launcher = started(['lib/setup/launcher.ts', '--no-env-file'], {
    PORT: port,
    EMULATOR_PORT: emulatorPort,
    EMULATOR_CERTIFICATES: '0',
  })
  return { launcher, emulatorUrl: `http://127.0.0.1:${emulatorPort}` }
}

/** The address that a build answers at, once it is under way. */
async function building(): Promise<string> {
  const told = () => (existsSync(at('building')) ? readFileSync(at('building'), 'utf8') : '')
  await expect.poll(told, within).toMatch(/^http/)
  const url = told()
  rmSync(at('building'))
  expect(await answers(url)).toBe(true)
  return url
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )

describe('a build that is broken off', { timeout: 150_000 }, () => {
  it('ends with its launcher and all that this has started, and the next one begins anew', async () => {
    const { launcher, emulatorUrl } = await npmStart()
    const build = await building()
    await expect.poll(() => answers(emulatorUrl), within).toBe(true)
    launcher.kill('SIGTERM')
    expect(await once(launcher, 'exit')).toEqual([0, null])
    expect(await answers(build)).toBe(false)
    expect(await answers(emulatorUrl)).toBe(false)
    expect(readdirSync(at('.next'))).toEqual(['half'])

    writeFileSync(at('.next', 'left'), '')
    npmRunBuild()
    await building()
    expect(readdirSync(at('.next'))).toEqual(['half'])
  })

  it('ends even when whoever asked for it is killed: two builds would mix in one folder', async () => {
    const asking = npmRunBuild()
    const build = await building()
    asking.kill('SIGKILL')
    await expect.poll(() => answers(build), within).toBe(false)
  })

  it('ends when only the shell is told to stop that npm has put between', async () => {
    const shell = spawn('sh', ['-c', `${process.execPath} lib/setup/run.mjs build; true`], {
      cwd: checkout,
      stdio: 'ignore',
    })
    running.push(shell)
    const build = await building()
    shell.kill('SIGTERM')
    await expect.poll(() => answers(build), within).toBe(false)
  })

  it('is none where Next ends without a word and without a result', async () => {
    writeFileSync(at('end in silence'), '')
    expect(await once(npmRunBuild(), 'exit')).toEqual([1, null])
    expect(readdirSync(at('.next'))).toEqual(['BUILD_ID', 'half'])
  })
})
