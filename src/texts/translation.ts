/**
 * An area of the catalogue in another language. What is missing is said in English: whoever changes an
 * English sentence deletes its translations.
 */
export type Translation<Area> = {
  readonly [Key in keyof Area]?: Area[Key] extends string | ((...given: never[]) => string)
    ? Area[Key]
    : Translation<Area[Key]>
}
