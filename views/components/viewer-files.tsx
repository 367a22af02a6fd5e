import type { Ability, SwitchedOff } from '../../src/domain/abilities.ts'
import { useTexts, useUrl } from '../context.tsx'
import { Icon } from './icon.tsx'
import { ViewerOff } from './viewer-off.tsx'
import { ViewerSection } from './viewer-section.tsx'

/** Files into the session and out of it; views/browser/viewer/files.ts. What is switched off says by whom. */
export function ViewerFiles(props: {
  id: string
  abilities: Readonly<Record<Ability, SwitchedOff>>
}) {
  const { files } = useTexts()
  const url = useUrl()
  const { upload, download } = props.abilities
  if (upload && download) return <ViewerOff title={files.title} by={upload} />
  return (
    <ViewerSection name="files" title={files.title}>
      <div class="stack tight" data-files={url(`/s/${props.id}/files`)}>
        {upload === undefined ? <Choose /> : <p class="small muted">{files.uploadOff[upload]}</p>}
        {download === undefined ? (
          <Downloads />
        ) : (
          <p class="small muted">{files.downloadOff[download]}</p>
        )}
      </div>
    </ViewerSection>
  )
}

function Choose() {
  const { files } = useTexts()
  return (
    <>
      <p class="drop">{files.drop}</p>
      <div class="row">
        <button class="btn sm" type="button" data-choose="files">
          <Icon name="upload" />
          {files.chooseFiles}
        </button>
        <button class="btn sm" type="button" data-choose="folder">
          <Icon name="folder" />
          {files.chooseFolder}
        </button>
      </div>
      <input type="file" multiple hidden aria-label={files.chooseFiles} data-chosen="files" />
      <input
        type="file"
        hidden
        aria-label={files.chooseFolder}
        data-chosen="folder"
        {...{ webkitdirectory: true }}
      />
    </>
  )
}

function Downloads() {
  const { files } = useTexts()
  return (
    <div class="stack tight" data-downloads={files.download}>
      <div class="row">
        <h3>{files.downloads}</h3>
        <button
          class="btn icon quiet sm push"
          type="button"
          aria-label={files.refresh}
          title={files.refresh}
          data-refresh
        >
          <Icon name="refresh-cw" />
        </button>
      </div>
      <p class="small muted" data-list-state="nothing" hidden>
        <b>{files.nothing}</b> {files.listed}
      </p>
      <p class="small fault" role="alert" data-list-state="failed" hidden>
        {files.listFailed}
      </p>
      <div class="stack tight" aria-hidden="true" data-list-state="loading">
        <span class="skel" />
        <span class="skel s" />
      </div>
      <ul class="transfers" data-entries />
      <template data-entry-template>
        <li>
          <Icon name="file" class="of-file" />
          <Icon name="folder" class="of-folder" />
          <span class="about">
            <bdi class="anywhere" data-name />
            <span class="small muted num" data-about />
          </span>
          <button class="btn icon quiet sm" type="button" data-download>
            <Icon name="download" />
          </button>
        </li>
      </template>
      <span hidden data-word="folder">
        {files.folder}
      </span>
    </div>
  )
}

/** What a dragged file would fall on. */
export function ViewerDrop() {
  const { files } = useTexts()
  return (
    <div class="veil drop-veil" data-drop hidden>
      <div>
        <h2>{files.dropHere}</h2>
        <p class="muted">{files.dropTarget}</p>
      </div>
    </div>
  )
}

/** What is on its way into the session, over the picture. */
export function ViewerUploads() {
  const { files } = useTexts()
  const { reasons, uploading, uploaded, someFailed, cancel, again, close, cancelAll } = files
  const { progress, progressLeft, filesDone, waiting, done, doneAs, cancelled } = files
  const words = {
    ...{ ...reasons, uploading, uploaded, someFailed, cancel, again, close, cancelAll },
    ...{ progress, progressLeft, filesDone, waiting, done, doneAs, cancelled },
    // What the host of the session calls by other names.
    ...{ cut: reasons.network, broken: reasons.away },
  }
  return (
    <section class="float uploads" aria-label={files.uploads} data-uploads hidden>
      <div class="row">
        <b role="status" data-uploads-title />
        <button class="btn icon quiet sm push" type="button" data-uploads-close>
          <Icon name="x" />
        </button>
      </div>
      <ul class="transfers" data-uploads-list />
      <template data-upload-template>
        <li>
          <span class="about">
            <bdi class="anywhere" data-name />
            <span class="small muted num" data-about />
            <progress class="progress" max={1} value={0} data-progress />
          </span>
          <button class="btn icon quiet sm" type="button" data-again hidden>
            <Icon name="refresh-cw" />
          </button>
          <button class="btn icon quiet sm" type="button" data-cancel>
            <Icon name="x" />
          </button>
        </li>
      </template>
      {Object.entries(words).map(([name, word]) => (
        <span hidden data-word={name}>
          {word}
        </span>
      ))}
    </section>
  )
}
