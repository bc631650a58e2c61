"""German texts of the held-out pairs."""

from tests.crm.genuine.pairs.held_out.shape import Language, Letter

LETTERS = (
    Letter(
        sentences=(
            "seit {figure} Jahren messen wir an zwölf Brücken im Land, wie viel Salz im Beton steckt.",
            "Das Ergebnis ist unbequem, denn gerade die jüngeren Bauwerke altern schneller als die aus der "
            "Vorkriegszeit.",
            "Alle Messreihen stehen ab sofort unter {link} und dürfen frei verwendet werden.",
            "Ich schreibe Ihnen, weil Sie bei {outlet} als einer der wenigen über Unterhalt statt über Eröffnungen "
            "berichten.",
            "Unsere Prüferin nimmt Sie gern einmal mit unter die Fahrbahn, Gummistiefel haben wir.",
        ),
        edits=(("unbequem", "ernüchternd"), ("frei", "kostenlos"), ("schneller", "rascher")),
        otherwise="Warum halten alte Brücken länger als neue? Diese Frage hat uns selbst überrascht, als wir die "
        "Bohrkerne "
        "verglichen. Offenbar war der Zement früher schlicht besser, und niemand hat es aufgeschrieben. Wenn Sie Lust "
        "haben, zeigt Ihnen eine Kollegin vor Ort, woran man das mit bloßem Auge erkennt.",
    ),
    Letter(
        sentences=(
            "ab dem Herbst fährt wieder ein Bus in die {figure} Dörfer, die vor Jahren vom Fahrplan verschwunden sind.",
            "Gelenkt wird er von Leuten, die dort wohnen und dafür einen Führerschein gemacht haben.",
            "Bezahlt wird das aus einer Abgabe auf leere Ferienwohnungen, gegen die noch immer geklagt wird.",
            "Die erste Runde drehen wir ohne Bürgermeister und ohne Blaskapelle, aber mit einem Platz für Sie.",
            "Strecke und Zeiten finden Sie unter {link} zum Herunterladen.",
        ),
        edits=(("verschwunden", "gestrichen worden"), ("drehen", "fahren"), ("Leuten", "Menschen")),
        otherwise="In unserem Tal gab es lange nur das Auto. Jetzt haben dreißig Freiwillige den "
        "Personenbeförderungsschein "
        "und eine Gemeinde, die sich traut, Zweitwohnungen zu besteuern. Ob das vor Gericht hält, weiß keiner. "
        "Mögen Sie "
        "mitfahren, bevor die Richter entscheiden, und mit den Leuten am Steuer reden?",
    ),
    Letter(
        sentences=(
            "das Stadtarchiv hat {figure} Tonbänder gefunden, auf denen Textilarbeiterinnen von ihrem Alltag erzählen.",
            "Aufgenommen wurden sie von einer Lehrerin, die damit nie an die Öffentlichkeit gegangen ist.",
            "Wir haben alles gehört, verschriftlicht und mit den Familien gesprochen, soweit es sie noch gibt.",
            "Ab März lassen sich die Gespräche unter {link} anhören, mit Karte und Register.",
            "Für eine Sendung geben wir die Originale heraus, und die Tochter der Lehrerin würde mit Ihnen sprechen.",
        ),
        edits=(("erzählen", "berichten"), ("Öffentlichkeit", "Presse"), ("anhören", "nachhören")),
        otherwise="Eine Lehrerin geht mit einem Aufnahmegerät durch die Spinnereien, legt die Kassetten in einen "
        "Schrank, und "
        "vierzig Jahre später räumt ihn jemand aus. Was die Frauen darauf über Lohn, Lärm und Liebe sagen, hat bei uns "
        "niemand mehr losgelassen. Vielleicht ist das Stoff für eines Ihrer Features, die Tochter ist jedenfalls "
        "dabei.",
    ),
    Letter(
        sentences=(
            "in {figure} Kitas haben wir ein Jahr lang das Spielzeug weggeräumt und geschaut, was geschieht.",
            "Die Kinder stritten in der ersten Woche mehr und danach deutlich weniger als in den Gruppen mit vollem "
            "Regal.",
            "Eine Auswertung der Fachhochschule bestätigt, dass auch die Sprache davon profitiert.",
            "Der Bericht samt den Einwänden der Eltern liegt unter {link} bereit.",
            "Falls Sie eine der Gruppen besuchen möchten, genügt ein Anruf am Vortag.",
        ),
        edits=(("geschieht", "passiert"), ("deutlich", "viel"), ("genügt", "reicht")),
        otherwise="Leere Regale, glückliche Kinder? Ganz so einfach ist es nicht, aber unser Versuch ohne Puppen "
        "und Bausteine "
        "hat manche Erzieherin bekehrt und einige Väter verärgert. Mir wäre wichtig, dass jemand beide Seiten hört. "
        "Sie "
        "könnten an einem Vormittag dabeisitzen, ganz ohne Pressesprecher.",
    ),
    Letter(
        sentences=(
            "auf dem Dach des Schlachthofs wachsen seit dem Sommer {figure} Obstbäume in alten Badewannen.",
            "Gegossen werden sie mit Regen, den wir in den stillgelegten Kühltanks sammeln.",
            "Die Ernte geht an die Küche nebenan, in der Azubis für das ganze Viertel kochen.",
            "Am letzten Samstag im September pressen wir den ersten Saft, und die Presse ist herzlich eingeladen.",
            "Fotos in Druckqualität gibt es unter {link} ohne Nachfrage.",
        ),
        edits=(("herzlich", "gern"), ("sammeln", "auffangen"), ("Viertel", "Quartier")),
        otherwise="Haben Sie schon einmal eine Quitte aus einer Badewanne geerntet? Bei uns über den Kühlhäusern "
        "geht das, "
        "und die Lehrlinge aus der Kantine machen daraus Gelee. Angefangen hat es als Wette zwischen zwei Metzgern. "
        "Den "
        "einen, der verloren hat, stelle ich Ihnen gern vor, wenn Sie Ende September in der Stadt sind.",
    ),
)

GERMAN = Language(
    name="german",
    letters=LETTERS,
    people=(("Henrike Vollmer", "Rheinpfalz"), ("Bálint Szabó", "Blick nach Osten"), ("Ute Abendroth", "Landfunk")),
    greetings=("Liebe Frau {last},", "Guten Tag {name},", "Hallo {first},", "Sehr geehrte Frau {last},"),
    sign_offs=(
        "Herzliche Grüße\n{staff}",
        "Mit freundlichen Grüßen\n\n{staff}\nTel. 030 901820",
        "Viele Grüße, {staff}",
    ),
    staff=("Gesine Pohl", "Thorben Kasischke"),
    openers=(
        "Ihr Beitrag über die Pegelstände an der Oder geht mir seit Tagen nicht aus dem Kopf.",
        "wir haben uns auf der Tagung in Tutzing kurz über Lokalzeitungen unterhalten.",
    ),
    paragraphs=(
        "Ihr Gespräch mit dem Schleusenwärter habe ich meiner Mutter vorgelesen, die neben so einer Schleuse groß "
        "wurde.",
        "Dass Sie im Newsletter zugaben, sich bei den Kosten geirrt zu haben, fand ich bemerkenswert und selten.",
        "Auf Ihre Frage im Podcast, wer eigentlich die Flurkarten pflegt, habe ich seitdem eine halbe Antwort "
        "gefunden.",
        "Die Reportage aus dem Schullandheim hängt bei uns im Flur, mit Anmerkungen von drei Kolleginnen am Rand.",
    ),
    personal=(
        "Dass Sie dem Küster so lange zugehört haben, bis er vom Frost in der Orgel erzählte, hat mich auf einen "
        "Gedanken "
        "gebracht. Bei uns im Keller liegen die Stimmbücher seines Vorgängers, mit Randnotizen über jeden kalten "
        "Winter, "
        "und noch hat sie niemand aufgeschlagen.",
        "Sie wollten in der Sendung wissen, weshalb Apotheken nachts noch klingeln. Mein Großvater hat das dreißig "
        "Jahre "
        "lang gemacht und darüber Buch geführt. Wenn Sie möchten, schicke ich Ihnen die Seiten aus dem Herbst der "
        "Grippe, "
        "sie sind komisch und traurig zugleich.",
    ),
    closing="Hätten Sie nächste Woche eine Viertelstunde für ein Telefonat?",
    thread="Am 03.03.2026 um 09:14 schrieb {name} <redaktion@presse.example>:\n> Danke für Ihre Nachricht. Wir "
    "planen derzeit "
    "sechs Wochen voraus,\n> und Brücken, Busse und Kitas sind bei uns gerade gut versorgt.\n> Versuchen Sie es im "
    "Mai noch "
    "einmal, dann gern mit Bildern.",
    replies=(
        "Das trifft sich gut, denn bis Mai liegen auch die Werte aus dem zweiten Winter vor und wir wissen mehr als "
        "heute.",
        "Bilder machen wir ohnehin, unsere Fotografin wohnt gleich neben dem Betriebshof und wartet nur auf "
        "besseres Licht.",
    ),
    shorts=("konnten Sie schon in meine Nachricht schauen?", "dann bis Freitag am Bahnhof!"),
)
