import type { Translation } from '../translation.ts'

export const frontDoor: Translation<'frontDoor'> = {
  titles: {
    malformed: 'Nicht verstanden',
    refused: 'Nicht erlaubt',
    absent: 'Nicht hier',
    elsewhere: 'Ein Schrägstrich fehlt',
    away: 'Gleich wieder da',
    broken: 'Bei uns ist etwas fehlgeschlagen',
  },
  malformed: (detail: string) =>
    `Die Anfrage wurde abgelehnt, weil sie kein gültiges HTTP ist: ${detail}. Was sie gesendet hat, muss berichtigt werden.`,
  malformedPath:
    'Die Adresse wurde abgelehnt, weil sie sich auf mehr als eine Art lesen lässt. Geben Sie sie neu ein, ohne kodierte Schrägstriche oder Punkte.',
  elsewhere:
    'Die Seite steht unter dieser Adresse mit einem Schrägstrich am Ende. Browser gehen von selbst dorthin.',
  slowHead:
    'Die Anfrage kam nicht rechtzeitig an. Prüfen Sie das Netzwerk und versuchen Sie es dann erneut.',
  misled: (port) =>
    `Ein Reverse-Proxy davor schickt, was per HTTPS kam, an den Port, der nur zu HTTPS führt; das nähme kein Ende. Ein Administrator muss ihn auf Port ${port} richten.`,
  plainHttp:
    'Hier wird HTTPS gesprochen, die Anfrage kam aber als einfaches HTTP. Beginnen Sie die Adresse mit https://.',
  tooLarge: (megabytes: number) =>
    `Die Anfrage ist größer als die ${megabytes} MB, die hier angenommen werden. Senden Sie weniger.`,
  managerAway:
    'Der Manager antwortet im Moment nicht. Offene Desktops laufen weiter. Versuchen Sie es in ein paar Sekunden erneut.',
  reloads: 'Diese Seite lädt von selbst neu.',
  loop: 'Die Anfrage kam schon einmal durch diesen Eingang: Was davor steht, schickt sie im Kreis. Ein Administrator muss die Adresse berichtigen, an die es weiterleitet.',
  again: 'Erneut versuchen',
  home: 'Ihre Arbeitsbereiche',
  full: 'Es sind so viele Personen verbunden, wie dieser Host aufnehmen kann. Offene Desktops laufen weiter. Versuchen Sie es gleich noch einmal; ein Administrator kann die Grenze für offene Dateien anheben.',
  crowdedAddress:
    'Von Ihrer Netzwerkadresse kommen zurzeit zu viele Verbindungen. Schließen Sie, was Sie nicht brauchen, und versuchen Sie es noch einmal; ein Administrator kann die Grenze je Adresse erhöhen.',
  crowded:
    'Diese Sitzung hat zu viele offene Verbindungen. Schließen Sie andere Tabs, die sie zeigen, und versuchen Sie es erneut.',
  managerBroke:
    'Der Manager hat seine Antwort abgebrochen. Versuchen Sie es erneut; nennen Sie einem Administrator die Anfragenummer, wenn es so bleibt.',
  managerSlow:
    'Der Manager hat zu lange für seine Antwort gebraucht. Versuchen Sie es in ein paar Sekunden erneut.',
  gatewayAway:
    'Der Host dieser Sitzung antwortet im Moment nicht. Ihr Desktop läuft weiter; versuchen Sie es in ein paar Sekunden erneut.',
  gatewayBroke:
    'Der Host dieser Sitzung hat seine Antwort abgebrochen. Versuchen Sie es erneut; nennen Sie einem Administrator die Anfragenummer, wenn es so bleibt.',
  gatewaySlow:
    'Der Host dieser Sitzung hat zu lange für seine Antwort gebraucht. Versuchen Sie es in ein paar Sekunden erneut.',
  containerAway:
    'Was diese Sitzung anbietet, ist im Moment nicht erreichbar. Vielleicht startet es noch; versuchen Sie es in ein paar Sekunden erneut.',
  containerBroke:
    'Diese Sitzung hat ihre Antwort abgebrochen. Versuchen Sie es erneut; nennen Sie einem Administrator die Anfragenummer, wenn es so bleibt.',
  containerSlow:
    'Diese Sitzung hat zu lange für ihre Antwort gebraucht. Versuchen Sie es in ein paar Sekunden erneut.',
  denials: {
    notFound:
      'Unter dieser Adresse gibt es nichts. Prüfen Sie sie, oder gehen Sie zurück zu Ihren Arbeitsbereichen.',
    noTicket:
      'Hier ist niemand angemeldet. Öffnen Sie die Sitzung aus Ihren Arbeitsbereichen heraus.',
    badTicket:
      'Diese Zulassung stammt nicht von uns. Öffnen Sie die Sitzung aus Ihren Arbeitsbereichen heraus.',
    expiredTicket:
      'Diese Zulassung ist zu alt. Öffnen Sie die Sitzung noch einmal aus Ihren Arbeitsbereichen heraus.',
    otherSession:
      'Diese Zulassung gilt für eine andere Sitzung. Öffnen Sie die Sitzung aus Ihren Arbeitsbereichen heraus.',
    signedOut:
      'Die Anmeldung, mit der diese Sitzung geöffnet wurde, ist beendet. Melden Sie sich erneut an.',
    sessionGone:
      'Diese Sitzung ist beendet. Öffnen Sie den Arbeitsbereich noch einmal, um eine neue zu bekommen.',
    notReady:
      'Der Eingang wurde gerade erst gestartet und kennt die Sitzungen noch nicht. Versuchen Sie es erneut.',
    notWebSocket:
      'Nur ein WebSocket öffnet eine Sitzung. Etwas, das davor steht, reicht ihn vielleicht nicht weiter.',
    switchedOff:
      'Das ist hier für Ihre Gruppe oder diesen Arbeitsbereich abgeschaltet. Ein Administrator kann es einschalten.',
    foreignOrigin:
      'Die Anfrage kam von der Seite einer anderen Website. Öffnen Sie die Sitzung hier.',
  },
}
