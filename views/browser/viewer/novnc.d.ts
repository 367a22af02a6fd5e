/** What the viewer uses of noVNC, which ships no types. */
declare module '@novnc/novnc' {
  interface RfbEvents {
    connect: CustomEvent<object>
    disconnect: CustomEvent<{ clean: boolean }>
    clipboard: CustomEvent<{ text: string }>
    securityfailure: CustomEvent<{ status: number; reason?: string }>
  }

  export default class RFB extends EventTarget {
    constructor(
      target: Element,
      channel: WebSocket,
      options?: { shared?: boolean; wsProtocols?: string[] },
    )
    resizeSession: boolean
    scaleViewport: boolean
    showDotCursor: boolean
    qualityLevel: number
    background: string
    focusOnClick: boolean
    disconnect(): void
    clipboardPasteFrom(text: string): void
    sendKey(keysym: number, code: string | null, down?: boolean): void
    addEventListener<Name extends keyof RfbEvents>(
      name: Name,
      listener: (event: RfbEvents[Name]) => void,
    ): void
  }
}
