-- Names, organisations and places as they are compared when looking for duplicates ----------------------------

-- Cyrillic letters in Latin ones, as names are commonly written in English; other scripts stay.
CREATE FUNCTION crm_latin(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN words ~ '[а-яєіїґў]' THEN translate(
    replace(replace(replace(replace(replace(replace(replace(replace(
        words, 'щ', 'shch'), 'ш', 'sh'), 'ч', 'ch'), 'ж', 'zh'), 'ц', 'ts'), 'х', 'kh'), 'ю', 'yu'), 'я', 'ya'),
    'абвгдезийклмнопрстуфыэіїєґўьъ', 'abvgdeziiklmnoprstufyeiieguu') ELSE words END;

-- One spelling for what is spelt in several ways: Müller and Mueller, Sergey and Sergei, Filip and Phillip,
-- Katharina and Catarina.
CREATE FUNCTION crm_folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(
    translate(replace(replace(replace(replace(replace(replace(crm_latin(words),
        'ae', 'a'), 'oe', 'o'), 'ue', 'u'), 'ph', 'f'), 'th', 't'), 'ck', 'k'), 'yc', 'ik'),
    'aa', 'a'), 'bb', 'b'), 'dd', 'd'), 'ee', 'e'), 'ff', 'f'), 'gg', 'g'),
    'ii', 'i'), 'kk', 'k'), 'll', 'l'), 'mm', 'm'), 'nn', 'n'), 'oo', 'o'),
    'pp', 'p'), 'rr', 'r'), 'ss', 's'), 'tt', 't'), 'zz', 'z');  -- a pattern with a back reference takes fifty times as long

-- The words of a name in one order, without titles.
CREATE FUNCTION crm_name_words(name text, fold boolean) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT coalesce(array_agg(DISTINCT CASE WHEN fold THEN crm_folded(word) ELSE word END), '{}')
    FROM regexp_split_to_table(translate(crm_plain(name), '''’`´', ''), '[^[:alnum:]]+') AS word
    WHERE word <> '' AND word NOT IN
        ('dr', 'prof', 'mr', 'mrs', 'ms', 'mx', 'herr', 'frau', 'phd', 'md', 'mba', 'jr', 'sr', 'dipl', 'ing'));

-- The words of an organisation or place run together, without legal forms and articles.
CREATE FUNCTION crm_plain_key(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT coalesce(string_agg(crm_folded(word), '' ORDER BY number), '')
    FROM regexp_split_to_table(translate(crm_plain(words), '''’`´.', ''), '[^[:alnum:]]+')
        WITH ORDINALITY AS split (word, number)
    WHERE word NOT IN ('the', 'gmbh', 'ag', 'kg', 'ug', 'ev', 'ltd', 'limited', 'inc', 'llc', 'llp', 'plc', 'co',
        'corp', 'sa', 'sas', 'sarl', 'srl', 'spa', 'bv', 'nv', 'ab', 'oy', 'as', 'aps'));

-- The usual long form of a short first name, folded as above. Only those that are no beginning of it and stand
-- for one name alone.
CREATE FUNCTION crm_long_name(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE word
    WHEN 'bob' THEN 'robert' WHEN 'bobi' THEN 'robert' WHEN 'bil' THEN 'wiliam' WHEN 'bili' THEN 'wiliam'
    WHEN 'dik' THEN 'rikhard' WHEN 'rik' THEN 'rikhard' WHEN 'kate' THEN 'katerine' WHEN 'kati' THEN 'katerine'
    WHEN 'katie' THEN 'katerine' WHEN 'kit' THEN 'katerine' WHEN 'liz' THEN 'elizabet' WHEN 'betsi' THEN 'elizabet'
    WHEN 'bet' THEN 'elizabet' WHEN 'lizi' THEN 'elizabet' WHEN 'pegi' THEN 'margaret' WHEN 'meg' THEN 'margaret'
    WHEN 'magie' THEN 'margaret' WHEN 'jak' THEN 'john' WHEN 'jim' THEN 'james' WHEN 'jimi' THEN 'james'
    WHEN 'toni' THEN 'antoni' WHEN 'mike' THEN 'mikhal' WHEN 'dave' THEN 'david' WHEN 'jo' THEN 'josef'
    WHEN 'andi' THEN 'andrew' WHEN 'su' THEN 'susan' WHEN 'beki' THEN 'rebeka' WHEN 'lari' THEN 'lawrenke'
    WHEN 'hans' THEN 'johanes' WHEN 'fritz' THEN 'friedrikh' WHEN 'sep' THEN 'josef' WHEN 'jokhen' THEN 'joakhim'
    WHEN 'stefi' THEN 'stefanie' WHEN 'misha' THEN 'mikhail' WHEN 'pepe' THEN 'jose' WHEN 'pako' THEN 'frankisko'
    WHEN 'nakho' THEN 'ignakio' WHEN 'khuk' THEN 'kharles' ELSE word END;

-- Whether one name is a shorter way of writing the other: each of its words is, or begins, or is the usual short
-- form of, a word of the other, and at least one is the same.
CREATE FUNCTION crm_is_short_form(one text[], other text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN cardinality(one) >= 2 AND cardinality(other) >= 2 AND one <> other
    AND EXISTS (SELECT FROM unnest(one) AS word WHERE length(word) > 2 AND word = ANY (other))
    AND NOT EXISTS (
        SELECT FROM unnest(CASE WHEN cardinality(one) <= cardinality(other) THEN one ELSE other END) AS a
        WHERE NOT EXISTS (
            SELECT FROM unnest(CASE WHEN cardinality(one) <= cardinality(other) THEN other ELSE one END) AS b
            WHERE starts_with(b, a) OR starts_with(a, b) OR crm_long_name(a) = crm_long_name(b)));

-- What waits to be compared -------------------------------------------------------------------------------------

CREATE FUNCTION crm_contact_to_compare() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO crm_duplicatecheck (contact_id) SELECT id FROM fresh;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO crm_duplicatecheck (contact_id) SELECT id FROM gone;
    ELSE
        INSERT INTO crm_duplicatecheck (contact_id)
        SELECT fresh.id FROM fresh JOIN gone USING (id)
        WHERE (fresh.name, fresh.organization, fresh.location, fresh.trashed_at IS NULL)
            IS DISTINCT FROM (gone.name, gone.organization, gone.location, gone.trashed_at IS NULL);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_contact_to_compare_new AFTER INSERT ON crm_contact
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION crm_contact_to_compare();
CREATE TRIGGER crm_contact_to_compare_changed AFTER UPDATE ON crm_contact
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION crm_contact_to_compare();
CREATE TRIGGER crm_contact_to_compare_gone AFTER DELETE ON crm_contact
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION crm_contact_to_compare();

CREATE FUNCTION crm_handle_to_compare() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO crm_duplicatecheck (contact_id) SELECT DISTINCT contact_id FROM changed;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_handle_to_compare_new AFTER INSERT ON crm_handle
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_handle_to_compare();
CREATE TRIGGER crm_handle_to_compare_changed AFTER UPDATE ON crm_handle
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_handle_to_compare();
CREATE TRIGGER crm_handle_to_compare_moved AFTER UPDATE ON crm_handle
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_handle_to_compare();
CREATE TRIGGER crm_handle_to_compare_gone AFTER DELETE ON crm_handle
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_handle_to_compare();
