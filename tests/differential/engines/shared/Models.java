package differential;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Models by the path of their file, each read once, whether that succeeds or not. */
public final class Models<M> {
    /** How an engine reads a file. */
    public interface Reader<M> {
        M read(String path) throws Exception;
    }

    private final Reader<M> reader;
    private final Map<String, M> models = new HashMap<>();
    private final Map<String, Exception> refusals = new HashMap<>();

    public Models(Reader<M> reader) {
        this.reader = reader;
    }

    public M at(String path) throws Exception {
        if (refusals.containsKey(path)) {
            throw refusals.get(path);
        }
        if (!models.containsKey(path)) {
            try {
                models.put(path, reader.read(path));
            } catch (Exception refusal) {
                refusals.put(path, refusal);
                throw refusal;
            }
        }
        return models.get(path);
    }

    /**
     * The text of a file for Camunda: a namespace later than 1.3 is renamed to that of 1.3, and each clause and rule of
     * a table has an id, which DMN leaves optional.
     */
    public static String asDmn13(String path) throws Exception {
        String later = "https://www.omg.org/spec/DMN/20(21|23|24)\\d{4}/";
        String text = Files.readString(Path.of(path)).replaceAll(later, "https://www.omg.org/spec/DMN/20191111/");
        AtomicInteger number = new AtomicInteger();
        return Pattern.compile("<(input|output|rule|inputEntry|outputEntry)(?=[ >])(?![^>]* id=)")
                .matcher(text)
                .replaceAll(found -> found.group() + " id=\"added" + number.incrementAndGet() + "\"");
    }
}
