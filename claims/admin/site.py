"""Site: the titles of the admin, and its index page."""

from django.contrib import admin

admin.site.site_header = "Claims tracker"
admin.site.site_title = "Claims tracker"
admin.site.index_title = "Curation"
admin.site.site_url = "/api/v1/docs"
admin.site.index_template = "admin/claims/index.html"
