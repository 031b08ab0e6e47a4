'use client'
import { Logo } from '#components/shell/logo.tsx'
import { buttonLook } from '#components/ui/button-look.ts'
import { homePath } from '#lib/core/home-path.ts'
import english from '#lib/i18n/catalogs/en/failure.json'
import chinese from '#lib/i18n/catalogs/zh-CN/failure.json'
import './globals.css'

/**
 * When even the layout broke. Nothing is known of the reader then and scripts may not run, so it speaks both languages
 * at once and its one way on is a plain link.
 */
export default function GlobalErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" className="system">
      <body>
        <title>Rescind</title>
        <main className="flex min-h-dvh flex-col justify-center bg-ground px-6 py-10">
          <div className="mx-auto w-full max-w-[30rem] -translate-y-[8vh]" role="alert">
            <Logo size="page" />
            <h1 className="mt-6 text-say">{english.heading}</h1>
            <p className="mt-0.75 text-ink-2">{english.text}</p>
            <div lang="zh-CN" className="mt-4">
              <h2 className="text-say">{chinese.heading}</h2>
              <p className="mt-0.75 text-ink-2">{chinese.text}</p>
            </div>
            {error.digest === undefined ? null : (
              <p className="mt-4">
                <span className="text-small text-ink-3">{english.reference}</span>{' '}
                <span className="mono">{error.digest}</span>
              </p>
            )}
            {/* The application's own navigation is what broke: a plain link loads everything anew. */}
            <a href={homePath} className={`mt-5 ${buttonLook('outline', 'regular')}`}>
              {english.home} · <span lang="zh-CN">{chinese.home}</span>
            </a>
          </div>
        </main>
      </body>
    </html>
  )
}
