-- A new installation is given it by its first boot; an older one, switched off: its admin decides about the disk.
WITH offered AS (
  INSERT INTO "workspaces" ("kind", "name", "description", "icon", "tint", "categories", "enabled", "image", "cores", "memory", "shared_memory")
  SELECT 'container', 'Desktop deluxe', 'A desktop with LibreOffice, Firefox, GIMP and a code editor.', 'notebook-pen', 2, '{Desktops}', false, 'casement/desktop-deluxe', 1, 3221225472, 536870912
  WHERE EXISTS (SELECT 1 FROM "installation")
    AND NOT EXISTS (SELECT 1 FROM "workspaces" WHERE "image" = 'casement/desktop-deluxe')
  RETURNING "id"
)
INSERT INTO "workspace_groups" ("workspace_id", "group_id")
SELECT offered."id", "groups"."id" FROM offered, "groups" WHERE "groups"."id" = '68d557ac-4cac-42cc-a9f3-1c7c853de0f3';
