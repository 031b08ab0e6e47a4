import { handleAuthRequest } from '#lib/auth/server/auth-route.ts'

export { handleAuthRequest as GET, handleAuthRequest as POST }
