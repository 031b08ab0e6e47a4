import createNextIntlPlugin from 'next-intl/plugin'

const withNextIntl = createNextIntlPlugin('./lib/i18n/request.ts')

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Native or dynamic packages that must not be bundled.
  serverExternalPackages: ['better-sqlite3', 'pg', 'undici', '@alicloud/credentials'],
  // The console serves one machine room; image optimisation would only add surface.
  images: { unoptimized: true },
}

export default withNextIntl(config)
