import { type Static, Type } from '@sinclair/typebox'

/** `POST /internal/v1/certificates`: what a front door shows to browsers from now on. */
export const CertificateReport = Type.Object({
  certificates: Type.Array(
    Type.Object({
      /** DNS names and addresses. */
      names: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 200 }),
      /** Who signed it, as its issuer is called: `Let's Encrypt`. */
      issuer: Type.String({ maxLength: 300 }),
      selfSigned: Type.Boolean(),
      /** Milliseconds since 1970. */
      expires: Type.Integer(),
    }),
    { maxItems: 100 },
  ),
  /** Why these are not others, in the words of who refused. */
  trouble: Type.Optional(Type.String({ maxLength: 1000 })),
})
export type CertificateReport = Static<typeof CertificateReport>
