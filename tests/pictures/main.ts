import path from 'node:path'
import { chromium } from '@playwright/test'
import { ensureBuilt } from '#lib/setup/build.ts'
import { root } from '../stages/command.ts'
import { findBrowser } from '../support/browser.ts'
import { scenes } from './scenes.ts'
import { openStage, type Look } from './stage.ts'

// `npm run pictures [-- SCENE …]`: every page and dialog state as a desk and a phone show it, light and dark, in English
// and Chinese, into test-results/pictures. Nothing compares them: they are there to be looked at.

const looks: readonly Look[] = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'zh-CN' },
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'zh-CN' },
]

const asked = process.argv.slice(2)
const folder = path.join(root, 'test-results', 'pictures')
await ensureBuilt()
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
for (const look of looks) {
  const stage = await openStage(browser, look, folder)
  for (const [name, scene] of Object.entries(scenes)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    await scene(stage).catch((error: unknown) => {
      process.exitCode = 1
      process.stderr.write(`${name} in ${look.theme}, ${look.language}: ${String(error)}\n`)
    })
  }
  await stage.close()
}
await browser.close()
process.stdout.write(`${folder}\n`)
