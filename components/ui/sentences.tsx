'use client'
import { useLocale } from 'next-intl'
import { Children, Fragment, type ReactNode } from 'react'

/**
 * Sentences one after the other: a blank between them, and none in Chinese, whose full stop brings its own room. Each
 * child is a sentence; one of several parts, as `t.rich` gives it, stands in a fragment.
 */
export function Sentences({ children }: { children: ReactNode }) {
  const between = useLocale() === 'zh-CN' ? '' : ' '
  return Children.toArray(children).map((sentence, index) => (
    <Fragment key={index}>
      {index === 0 ? '' : between}
      {sentence}
    </Fragment>
  ))
}
