"""Give modules, seminars and themes a cover; existing themes get different drawings and colours."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

DRAWINGS = ("house", "talk", "cup", "window", "hand", "family", "heart", "tree", "map", "book")
TINTS = ("mint", "sage", "lilac", "sky", "straw", "apricot", "rose")


def vary_themes(apps: Any, editor: Any) -> None:
    themes = apps.get_model("courses", "Theme").objects.using(editor.connection.alias)
    for number, theme in enumerate(themes.order_by("order", "slug")):
        theme.drawing, theme.tint = DRAWINGS[number % len(DRAWINGS)], TINTS[number % len(TINTS)]
        theme.save(update_fields=["drawing", "tint"])


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0024_approval_by_a_role'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.AddField(
            model_name='modulepage',
            name='cover_picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailimages.image', verbose_name='picture instead of a drawing'),
        ),
        migrations.AddField(
            model_name='modulepage',
            name='drawing',
            field=models.CharField(blank=True, choices=[('talk', 'Two who talk'), ('cup', 'Cup'), ('hand', 'Hand with soap bubbles'), ('heart', 'Heart in a hand'), ('family', 'Family'), ('house', 'House'), ('window', 'Window'), ('armchair', 'Armchair'), ('bed', 'Bed at night'), ('medicine', 'Medicine'), ('meal', 'Meal'), ('bicycle', 'Bicycle'), ('stairs', 'Stairs with a flag'), ('map', 'Map'), ('tree', 'Tree and bench'), ('book', 'Book'), ('phone', 'Phone'), ('screen', 'Screen with an audience'), ('microphone', 'Microphone'), ('certificate', 'Certificate'), ('magnifier', 'Magnifying glass'), ('letter', 'Letter')], max_length=20, verbose_name='drawing'),
        ),
        migrations.AddField(
            model_name='seminarpage',
            name='drawing',
            field=models.CharField(blank=True, choices=[('talk', 'Two who talk'), ('cup', 'Cup'), ('hand', 'Hand with soap bubbles'), ('heart', 'Heart in a hand'), ('family', 'Family'), ('house', 'House'), ('window', 'Window'), ('armchair', 'Armchair'), ('bed', 'Bed at night'), ('medicine', 'Medicine'), ('meal', 'Meal'), ('bicycle', 'Bicycle'), ('stairs', 'Stairs with a flag'), ('map', 'Map'), ('tree', 'Tree and bench'), ('book', 'Book'), ('phone', 'Phone'), ('screen', 'Screen with an audience'), ('microphone', 'Microphone'), ('certificate', 'Certificate'), ('magnifier', 'Magnifying glass'), ('letter', 'Letter')], max_length=20, verbose_name='drawing'),
        ),
        migrations.AddField(
            model_name='theme',
            name='drawing',
            field=models.CharField(choices=[('talk', 'Two who talk'), ('cup', 'Cup'), ('hand', 'Hand with soap bubbles'), ('heart', 'Heart in a hand'), ('family', 'Family'), ('house', 'House'), ('window', 'Window'), ('armchair', 'Armchair'), ('bed', 'Bed at night'), ('medicine', 'Medicine'), ('meal', 'Meal'), ('bicycle', 'Bicycle'), ('stairs', 'Stairs with a flag'), ('map', 'Map'), ('tree', 'Tree and bench'), ('book', 'Book'), ('phone', 'Phone'), ('screen', 'Screen with an audience'), ('microphone', 'Microphone'), ('certificate', 'Certificate'), ('magnifier', 'Magnifying glass'), ('letter', 'Letter')], default='talk', max_length=20, verbose_name='drawing'),
        ),
        migrations.AddField(
            model_name='theme',
            name='tint',
            field=models.CharField(choices=[('mint', 'Mint'), ('lilac', 'Lilac'), ('straw', 'Straw yellow'), ('sky', 'Sky blue'), ('apricot', 'Apricot'), ('rose', 'Rose'), ('sage', 'Sage green')], default='mint', max_length=20, verbose_name='colour'),
        ),
        migrations.RunPython(vary_themes, migrations.RunPython.noop, elidable=True),
    ]
