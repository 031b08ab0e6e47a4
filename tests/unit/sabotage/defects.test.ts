import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { defects } from '#tests/sabotage/defects.ts'

const root = path.resolve(import.meta.dirname, '../../..')

it.each(defects)('$name: can be made wrong still, in one place, and has its test', ({ file, find, test }) => {
  expect(readFileSync(path.join(root, file), 'utf8').split(find)).toHaveLength(2)
  expect(readFileSync(path.join(root, test.file), 'utf8')).toContain(test.title)
})
