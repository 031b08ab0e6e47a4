import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

// The pairs of the look that carry words or controls, with what WCAG 2.2 asks of each (1.4.3, 1.4.11).
const grounds = ['ground', 'sheet', 'well', 'raised', 'form']
const onGrounds = ['ink', 'ink-2', 'ink-3', 'accent', 'ok', 'caution', 'spent', 'danger']
const textPairs = [
  ...onGrounds.flatMap((ink) => grounds.map((ground) => [ink, ground] as const)),
  ['accent-ink', 'accent'],
  ['danger-ink', 'danger-fill'],
  ['caution-on', 'caution-fill'],
  ['caution', 'caution-wash'],
  ['ink', 'caution-wash'],
  ['ink-2', 'caution-wash'],
  ['spent', 'spent-wash'],
  ['ink', 'accent-wash'],
  ['ink-2', 'accent-wash'],
  ['ink-3', 'accent-wash'],
] as const
const partPairs = [
  ...['control', 'focus', 'accent'].flatMap((part) => grounds.map((ground) => [part, ground] as const)),
  ['bar', 'sheet'],
  ['plot', 'sheet'],
  ['caution-bar', 'sheet'],
  ['danger-fill', 'raised'],
] as const

const css = readFileSync(path.resolve(import.meta.dirname, '../../../app/globals.css'), 'utf8')

function token(name: string, theme: 'light' | 'dark'): string {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1] ?? ''
  const [light, dark = light] = value.match(/#[0-9a-f]{6}/g) ?? []
  const hex = theme === 'light' ? light : dark
  if (hex === undefined) throw new Error(`no colour --${name}`)
  return hex
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

describe.each(['light', 'dark'] as const)('contrast, %s', (theme) => {
  it.each(textPairs)('%s on %s can be read', (ink, ground) => {
    expect(contrast(token(ink, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(partPairs)('%s on %s can be made out', (part, ground) => {
    expect(contrast(token(part, theme), token(ground, theme))).toBeGreaterThanOrEqual(3)
  })
})
