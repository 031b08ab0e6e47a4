import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { ensureBuilt } from '#lib/setup/build.ts'
import { root } from '../stages/command.ts'
import { findBrowser } from '../support/browser.ts'
import { emptyScenes, scenes } from './scenes.ts'
import { openStage, type Look } from './stage.ts'

// `npm run pictures [-- SCENE … | light | dark | en | zh-CN …]`: the pages and most states of the dialogs as a desk and a phone show them, light and dark, in English
// and Chinese, into test-results/pictures. Nothing compares them: they are there to be looked at. With all scenes done,
// the README's three are renewed.

const looks: readonly Look[] = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'zh-CN' },
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'zh-CN' },
]

const asked = new Set(process.argv.slice(2))
const isAsked = (choices: readonly string[]) => (choice: string) =>
  choices.every((each) => !asked.has(each)) || asked.has(choice)
/** By how many certificates their account has. */
const stages = [
  { certificates: 400, scenes },
  { certificates: 0, scenes: emptyScenes },
]
const isScene = isAsked(stages.flatMap((stage) => Object.keys(stage.scenes)))
const isTheme = isAsked(['light', 'dark'])
const isLanguage = isAsked(['en', 'zh-CN'])
const folder = path.join(root, 'test-results', 'pictures')
await ensureBuilt()
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
for (const look of looks.filter(({ theme, language }) => isTheme(theme) && isLanguage(language))) {
  for (const { certificates, scenes: played } of stages) {
    const wanted = Object.entries(played).filter(([name]) => isScene(name))
    if (wanted.length === 0) continue
    const stage = await openStage(browser, look, { folder, certificates })
    for (const [name, scene] of wanted) {
      await scene(stage).catch((error: unknown) => {
        process.exitCode = 1
        process.stderr.write(`${name} in ${look.theme}, ${look.language}: ${String(error)}\n`)
      })
    }
    await stage.close()
  }
}
await browser.close()
if (asked.size === 0 && process.exitCode === undefined) {
  for (const [name, shown] of Object.entries({ list: 'list-by-expiry', dialog: 'revoke-ready', receipt: 'receipt' }))
    copyFileSync(path.join(folder, `${shown}-1440-light-en.png`), path.join(import.meta.dirname, `${name}.png`))
}
process.stdout.write(`${folder}\n`)
