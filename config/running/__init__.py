"""`manage.py run`: the database, the web server and the worker, started, watched and stopped as one."""
