"""What folders and labels are called that tell what a mail is, in the languages that mail programs speak. All in small
letters."""

SENT = frozenset(
    {
        *("sent", "sent items", "sent messages", "sent mail", "gesendet", "gesendete elemente", "gesendete objekte"),
        *("enviados", "elementos enviados", "envoyés", "éléments envoyés", "messages envoyés", "inviata"),
        *("posta inviata", "itens enviados", "verzonden", "verzonden items", "wysłane", "skickat", "送信済み"),
    }
)
AWAY = frozenset(  # thrown away, never sent, or no mail
    {
        *("draft", "drafts", "trash", "deleted", "deleted items", "deleted messages", "bin", "chat", "chats"),
        *("entwürfe", "papierkorb", "gelöschte elemente", "gelöschte objekte", "borradores", "papelera"),
        *("elementos eliminados", "brouillons", "corbeille", "éléments supprimés", "messages supprimés", "bozze"),
        *("cestino", "posta eliminata", "rascunhos", "lixeira", "itens excluídos", "concepten", "prullenbak"),
        *("verwijderde items", "kosz", "wersje robocze", "papperskorgen", "utkast", "papirkurv", "kladder", "koš"),
        *("koncepty", "корзина", "черновики", "çöp kutusu", "taslaklar", "ゴミ箱", "下書き", "草稿", "已删除邮件"),
    }
)
JUNK = frozenset(
    {
        *("spam", "junk", "junk e-mail", "junk email", "junk-e-mail", "bulk mail", "spamverdacht", "unerwünscht"),
        *("correo no deseado", "indésirables", "courrier indésirable", "posta indesiderata", "lixo eletrônico"),
        *("ongewenste e-mail", "спам", "迷惑メール", "垃圾邮件"),
    }
)
