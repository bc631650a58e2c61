"""Spanish texts of the held-out pairs."""

from tests.crm.genuine.pairs.held_out.shape import Language, Letter

LETTERS = (
    Letter(
        sentences=(
            "llevamos {figure} años midiendo el ruido en las plazas donde duermen las terrazas.",
            "Lo que más molesta no es la música, sino las sillas que se arrastran pasada la medianoche.",
            "Los datos completos están en {link} y cualquiera puede reutilizarlos sin pedirnos permiso.",
            "Pienso en ti porque en {outlet} has escrito sobre los vecinos sin convertirlos en enemigos de nadie.",
            "Una camarera y su vecina de arriba, que ahora son amigas, aceptan contar cómo llegaron a un acuerdo.",
        ),
        edits=(("molesta", "fastidia"), ("completos", "íntegros"), ("aceptan", "quieren")),
        otherwise="Una silla arrastrada despierta más que un altavoz. Eso dicen nuestros sonómetros después de "
        "muchas noches "
        "en vela por el casco antiguo, y también lo dice quien vive encima del bar. Hay una historia bonita detrás, "
        "la de dos "
        "mujeres que empezaron denunciándose. Si te apetece, te las presento sin prisas.",
    ),
    Letter(
        sentences=(
            "este otoño reabrimos la vía estrecha que unía {figure} pueblos de la sierra hasta los años sesenta.",
            "La han desbrozado pastores, maestras jubiladas y algún ingeniero que pasaba las vacaciones.",
            "De momento circula un solo automotor, los domingos, a la velocidad de una bicicleta cuesta arriba.",
            "Antes de abrir al público queremos subir con cuatro periodistas y una merienda.",
            "El recorrido y los horarios se pueden consultar en {link} cuando quieras.",
        ),
        edits=(("desbrozado", "limpiado"), ("merienda", "comida"), ("consultar", "ver")),
        otherwise="¿Te acuerdas de aquel trenecito que tu abuelo cogía para vender queso? Pues vuelve a andar, "
        "despacio y con "
        "más entusiasmo que presupuesto. Lo conduce una antigua maestra que sacó la licencia con setenta años. El "
        "primer "
        "viaje será en octubre, seremos pocos, y me gustaría guardarte un asiento junto a ella.",
    ),
    Letter(
        sentences=(
            "hemos catalogado {figure} cartas que emigrantes gallegos enviaron a casa desde los astilleros de "
            "Hamburgo.",
            "Muchas hablan de dinero, casi todas del tiempo y ninguna dice la verdad sobre la pensión donde vivían.",
            "Las familias nos han dado permiso para publicarlas enteras, con las faltas y los borrones.",
            "Se podrán leer desde marzo en {link} junto con un mapa de remitentes.",
            "Para un reportaje abrimos el archivo por la tarde, fuera del horario habitual.",
        ),
        edits=(("enviaron", "mandaron"), ("enteras", "completas"), ("habitual", "normal")),
        otherwise="Mentían por cariño. Es la conclusión a la que llegamos tras leer lo que aquellos obreros "
        "contaban a sus "
        "madres: que comían bien, que no hacía frío, que volverían pronto. Nadie había juntado antes esos papeles. "
        "Creo que a "
        "tus oyentes les gustaría escuchar alguno en voz alta, leído por un nieto.",
    ),
    Letter(
        sentences=(
            "un ensayo en {figure} institutos retrasó una hora la primera clase durante todo el curso.",
            "El alumnado durmió más, llegó menos tarde y sacó mejores notas en matemáticas que el grupo de siempre.",
            "El profesorado, en cambio, se quejó del tráfico y de comer a las cuatro.",
            "El informe con ambas caras está disponible en {link} bajo embargo hasta el jueves.",
            "La directora del centro más escéptico te atendería encantada si la llamas tú.",
        ),
        edits=(("durmió", "descansó"), ("quejó", "lamentó"), ("encantada", "con gusto")),
        otherwise="Dormir ayuda a multiplicar, pero complica la hora de la comida. Así resumiría yo lo que pasó "
        "cuando varios "
        "centros dejaron a los chavales quedarse en la cama. Me parece que el debate merece algo más que un titular "
        "a favor. "
        "Puedo ponerte en contacto con una directora que sigue sin creérselo del todo.",
    ),
    Letter(
        sentences=(
            "en la antigua lonja {figure} redes viejas se convierten cada mes en hamacas, bolsas y porterías.",
            "Las cosen rederas que se quedaron sin trabajo cuando la flota cambió de puerto.",
            "Todo lo que ganan se reparte a partes iguales, también con quien barre el suelo.",
            "Este verano enseñan el oficio a chicas de otras villas marineras que quieren copiar la idea.",
            "Hay fotografías libres de derechos en {link} para quien las necesite.",
        ),
        edits=(("viejas", "usadas"), ("enseñan", "muestran"), ("necesite", "pida")),
        otherwise="Cuando los barcos se fueron, ellas se quedaron con las agujas. De eso va la cooperativa que te "
        "quería "
        "contar, donde una portería de fútbol cuesta lo que antes se pagaba por remendar un día entero. La más "
        "veterana tiene "
        "ochenta y un años y bastante mal genio; creo que os entenderíais.",
    ),
)

SPANISH = Language(
    name="spanish",
    letters=LETTERS,
    people=(("Itziar Lekuona", "El Faro"), ("Nuno Teixeira", "Diario de la Raya"), ("Amparo Quintana", "Onda Sur")),
    greetings=("Hola {first}:", "Estimada {name}:", "Buenos días, {first}:", "Querida {first},"),
    sign_offs=("Un saludo,\n{staff}", "Atentamente,\n{staff}\nPrensa, +34 910 000 111", "Un abrazo, {staff}"),
    staff=("Lola Santamaría", "Iker Bengoa"),
    openers=(
        "tu crónica sobre las inundaciones me tuvo pegado a la radio toda la mañana.",
        "coincidimos en Gijón, en aquella mesa sobre prensa local que acabó tan tarde.",
    ),
    paragraphs=(
        "Leí tu entrevista con la farera en voz alta a mi madre, que nació en una isla y se emocionó.",
        "Desde que preguntaste en antena quién paga los autobuses nocturnos miro los presupuestos con otros ojos.",
        "La foto del mercado vacío que salió en tu boletín la tengo pegada en la nevera de la oficina.",
        "Dijiste en la charla que nadie cuenta los fracasos, y volví a casa pensando en los nuestros.",
    ),
    personal=(
        "Me gustó que dejaras hablar tanto rato al sereno, sin ningún experto que lo interrumpiera. En nuestro sótano "
        "guardamos los manojos de llaves de aquellos hombres, cada uno con su etiqueta escrita a mano, y un hijo de "
        "sereno "
        "sabría decirte de qué portal era cada una.",
        "En tu pieza sobre comedores de hospital no quedó claro adónde va el caldo de la noche. Yo cociné seis años "
        "en uno "
        "antes de cambiar de oficio, y conservo el cuaderno donde lo escondíamos de la administración.",
    ),
    closing="¿Te vendría bien hablar un cuarto de hora por teléfono la semana que viene?",
    thread="El mar, 3 mar 2026 a las 9:14, {name} (<mesa@prensa.example>) escribió:\n> Gracias por tu mensaje. "
    "Cerramos las "
    "páginas con seis semanas,\n> y de momento tenemos bien cubiertos los trenes, el ruido y la escuela.\n> Prueba "
    "otra vez en "
    "mayo y manda fotos, por favor.",
    replies=(
        "Me parece perfecto, porque en mayo tendremos además las mediciones del segundo verano y sabremos bastante "
        "más que "
        "ahora.",
        "Por las fotos no te preocupes, nuestra fotógrafa vive al lado de las cocheras y está deseando que salga el "
        "sol.",
    ),
    shorts=("¿pudiste mirar lo que te mandé?", "¡nos vemos el viernes en la estación!"),
)
