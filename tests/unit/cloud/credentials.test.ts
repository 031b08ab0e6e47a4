import { afterEach, describe, expect, it } from 'vitest'
import { staticCredentials, vendorCredentialChain } from '#lib/cloud/server/credentials.ts'

describe('a fixed pair', () => {
  it('names itself as the official clients do', async () => {
    const pair = { accessKeyId: 'id', accessKeySecret: 'secret' }
    expect(await staticCredentials(pair).resolve()).toEqual({ ok: true, value: { ...pair, provider: 'static_ak' } })
    expect(await staticCredentials({ ...pair, securityToken: 't' }).resolve()).toMatchObject({
      value: { securityToken: 't', provider: 'static_sts' },
    })
  })
})

describe("the vendor's chain", () => {
  const names = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN']
  afterEach(() => {
    for (const name of names) Reflect.deleteProperty(process.env, name)
  })

  it('is the real one: it finds the pair of the environment', async () => {
    process.env['ALIBABA_CLOUD_ACCESS_KEY_ID'] = 'env-id'
    process.env['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] = 'env-secret'
    process.env['ALIBABA_CLOUD_SECURITY_TOKEN'] = 'env-token'
    const resolved = await vendorCredentialChain().resolve()
    expect(resolved).toMatchObject({
      ok: true,
      value: { accessKeyId: 'env-id', accessKeySecret: 'env-secret', securityToken: 'env-token' },
    })
    expect(resolved.ok && resolved.value.provider).toMatch(/^default\//)
  })

  it('is built once, and anew after a total failure', async () => {
    let built = 0
    let works = true
    const source = vendorCredentialChain(async () => {
      built += 1
      return {
        getCredential: async () => {
          if (!works) throw new Error('unable to get credentials: secret-in-a-message')
          return { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: '' }
        },
      }
    })
    expect(await source.resolve()).toMatchObject({ value: { accessKeyId: 'id', provider: 'default' } })
    expect(await source.resolve()).toMatchObject({ ok: true })
    expect(built).toBe(1)
    works = false
    const failure = await source.resolve()
    expect(failure).toMatchObject({ ok: false, error: { kind: 'no_credentials' } })
    expect(JSON.stringify(failure)).not.toContain('secret-in-a-message')
    works = true
    expect(await source.resolve()).toMatchObject({ ok: true })
    expect(built).toBe(2)
  })

  it.each([undefined, {}, { accessKeyId: '', accessKeySecret: '' }, { accessKeyId: 'id' }])(
    'that answers %j has found nothing',
    async (answer) => {
      const source = vendorCredentialChain(async () => ({ getCredential: async () => answer }))
      expect(await source.resolve()).toMatchObject({ error: { kind: 'no_credentials' } })
    },
  )

  it('that does not answer hangs nobody, and is built anew', async () => {
    let built = 0
    const source = vendorCredentialChain(async () => {
      built += 1
      return { getCredential: () => new Promise(() => undefined) }
    }, 50)
    expect(await source.resolve()).toMatchObject({ error: { kind: 'no_credentials' } })
    expect(await source.resolve()).toMatchObject({ error: { kind: 'no_credentials' } })
    expect(built).toBe(2)
  })

  it('that cannot be loaded is no crash', async () => {
    const source = vendorCredentialChain(() => Promise.reject(new Error('no such module')))
    expect(await source.resolve()).toMatchObject({ error: { kind: 'no_credentials' } })
  })
})
