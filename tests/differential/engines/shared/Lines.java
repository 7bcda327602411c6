package differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Questions as lines of JSON on standard input, answers as lines of JSON on standard output, one each, in order. */
public final class Lines {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void serve(Engine engine) throws Exception {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err); // engines print as they like
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println(JSON.writeValueAsString(answer(engine, JSON.readTree(line))));
        }
    }

    private static Object answer(Engine engine, JsonNode question) {
        try {
            if (question.has("expression")) {
                return told(engine, engine.expression(question.get("expression").asText()));
            }
            Map<String, Object> inputs = new LinkedHashMap<>();
            question.get("inputs").fields().forEachRemaining(one -> inputs.put(one.getKey(), Wire.read(one.getValue())));
            Map<String, Object> decisions = new LinkedHashMap<>();
            engine.decisions(question.get("model").asText(), inputs)
                    .forEach((name, value) -> decisions.put(name, told(engine, value)));
            return Map.of("decisions", decisions);
        } catch (Throwable refusal) {
            return refused(refusal);
        }
    }

    private static Object told(Engine engine, Object value) {
        if (value instanceof Throwable) {
            return refused((Throwable) value);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("value", Wire.write(value, engine));
        return answer;
    }

    private static Object refused(Throwable refusal) {
        StringBuilder why = new StringBuilder(refusal.toString());
        for (Throwable cause = refusal.getCause(); cause != null && why.length() < 2000; cause = cause.getCause()) {
            why.append("; ").append(cause);
        }
        return Map.of("refused", why.toString());
    }

    private Lines() {}
}
