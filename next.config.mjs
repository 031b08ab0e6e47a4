import createNextIntlPlugin from 'next-intl/plugin'

const withNextIntl = createNextIntlPlugin({
  requestConfig: './lib/i18n/request.ts',
  // Messages are parsed at build time: the parser (8 KB of every page) stays out of the browser.
  experimental: {
    messages: { path: './lib/i18n/catalogs', format: 'json', locales: ['en', 'zh-CN'], precompile: true },
  },
})

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Native or dynamic packages that must not be bundled.
  serverExternalPackages: ['better-sqlite3', 'pg', 'undici', '@alicloud/credentials'],
  // Types are checked by the checks, once: who starts the console waits half as long for its build.
  typescript: { ignoreBuildErrors: true },
  // What a page loads is merged into few chunks, which compress better than many: a fiftieth of all that it loads.
  experimental: { turbopackChunking: { minChunkSize: 150_000 } },
  // The console serves one machine room; image optimisation would only add surface.
  images: { unoptimized: true },
}

export default withNextIntl(config)
