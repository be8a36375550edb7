import java.util.List;
import java.util.regex.Pattern;

/** Enough for an example without dependencies; take the JSON library that you have. */
class Json {
    static List<String> all(String json, String name) {
        return Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json).results().map(found -> found.group(1)).toList();
    }

    static String one(String json, String name) { return all(json, name).get(0); }
}
