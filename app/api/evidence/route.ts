import { getLocale, getTranslations } from 'next-intl/server'
import { exportEvidence } from '#lib/evidence/server/pack/export-evidence.ts'
import { packDownload } from '#lib/evidence/server/pack/download.ts'
import { packInputOf } from '#lib/evidence/pack.ts'
import { downloadResponse } from '#lib/http/server/download.ts'
import { apiRoute, failureResponse } from '#lib/http/server/route.ts'

const status = { not_found: 404, too_many: 400, signed_record_missing: 409 }

export const GET = apiRoute(async (ctx, { searchParams }) => {
  const pack = await exportEvidence(ctx, packInputOf(searchParams))
  if (!pack.ok) return failureResponse(pack.error, ctx.correlationId, status)
  return downloadResponse(
    packDownload(ctx, pack.value, { t: await getTranslations('pack'), locale: await getLocale() }),
  )
})
